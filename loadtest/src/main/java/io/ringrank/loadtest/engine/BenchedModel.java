// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.gguf.GgufHeaderReader;
import io.ringrank.backend.llamacpp.gguf.GgufLimits;
import io.ringrank.backend.llamacpp.gguf.GgufReading;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file to measure with.
 *
 * @param label for reports
 * @param vocabularyTokens every id below it is a token
 */
record BenchedModel(Path file, String label, int vocabularyTokens) {

    /** @throws CommandFailedException if an engine must not see the file */
    static BenchedModel of(Path file, String label) throws IOException, CommandFailedException {
        if (GgufDoctor.examine(file, DoctorOptions.STRICT) instanceof Diagnosis.Refused refused) {
            throw new CommandFailedException(
                    "the model " + file + " is refused: " + String.join("; ", refused.reasons()));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (GgufHeaderReader.read(channel, channel.size(),
                    GgufLimits.DEFAULT) instanceof GgufReading.Read read
                    && read.header()
                            .metadata()
                            .get("tokenizer.ggml.tokens") instanceof GgufTexts tokens) {
                return new BenchedModel(file, label, tokens.size());
            }
        }
        throw new CommandFailedException("the model " + file + " changed while it was read");
    }
}
