// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufHeaderReader;
import io.ringrank.backend.llamacpp.gguf.GgufLimits;
import io.ringrank.backend.llamacpp.gguf.GgufReading;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model's file and what its header says: arrays, long texts and where tensors lie are not to be had
 * from llama.cpp. Any thread.
 */
record ModelFile(Path path, GgufHeader header) {
    private static final int LABELS_MAX = 1024;

    /** What became of reading a header. */
    sealed interface Reading {

        record Read(ModelFile file) implements Reading {}

        /** @param fault what is wrong, to be read behind the file's name */
        record Faulty(String fault) implements Reading {}
    }

    static Reading read(Path path) {
        if (!Files.isRegularFile(path)) {
            return new Reading.Faulty("does not exist or is not a file");
        }
        try (FileChannel channel = FileChannel.open(path)) {
            return switch (GgufHeaderReader.read(channel, channel.size(), GgufLimits.DEFAULT)) {
                case GgufReading.Read(GgufHeader header) ->
                    new Reading.Read(new ModelFile(path, header));
                case GgufReading.Malformed malformed -> new Reading.Faulty(
                        "is not a GGUF file that can be read: " + malformed.message());
            };
        } catch (IOException e) {
            return new Reading.Faulty("can't be read: " + e);
        }
    }

    /** Returns the text of a key, if it has one. */
    Optional<String> text(String key) {
        return header.metadata().get(key) instanceof GgufValue.Text(String text)
                ? Optional.of(text)
                : Optional.empty();
    }

    String architecture() {
        return text("general.architecture").orElse("");
    }

    String tokenizer() {
        return text("tokenizer.ggml.model").orElse("");
    }

    Optional<ModelFamily> family() {
        return ModelFamily.of(architecture(), tokenizer());
    }

    /** Returns the names of the head's outputs, at most {@value #LABELS_MAX}; none if the file names none. */
    List<String> labels() {
        String key = architecture() + ".classifier.output_labels";
        return header.metadata().get(key) instanceof GgufTexts texts
                ? IntStream.range(0, Math.min(texts.size(), LABELS_MAX))
                        .mapToObj(texts::get)
                        .toList()
                : List.of();
    }

    /** Returns the first tensor of that name. */
    Optional<GgufTensor> tensor(String name) {
        return header.tensors().stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /** Returns where a tensor's numbers begin, in bytes from the start of the file. */
    long offset(GgufTensor tensor) {
        return header.dataOffset() + tensor.offset();
    }
}
