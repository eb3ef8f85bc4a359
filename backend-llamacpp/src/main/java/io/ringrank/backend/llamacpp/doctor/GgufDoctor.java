// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufHeaderReader;
import io.ringrank.backend.llamacpp.gguf.GgufLimits;
import io.ringrank.backend.llamacpp.gguf.GgufReading;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Examines model files before an engine sees them, by their header alone: some tens of milliseconds
 * for a large vocabulary. Any thread.
 *
 * <p>
 * What it refuses kills llama.cpp, is refused by it in words that help nobody, or scores wrongly.
 * What it lets through may still kill an engine; the gateway survives that.
 */
public final class GgufDoctor {

    private static final String ARCHITECTURE_KEY = "general.architecture";
    private static final String SPLIT_KEY = "split.count";

    private GgufDoctor() {}

    /**
     * Examines a file.
     *
     * @throws IOException if it is not there or can't be read
     */
    public static Diagnosis examine(Path file, DoctorOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            if (bytes == 0) {
                Findings findings = new Findings(options);
                findings.add("the file is empty", Findings.FETCH);
                return findings.refusal();
            }
            return examine(GgufHeaderReader.read(channel, bytes, GgufLimits.DEFAULT), bytes,
                    options);
        }
    }

    /**
     * Examines what was read of a file, which may be somewhere else.
     *
     * @param fileBytes size of the whole file
     */
    public static Diagnosis examine(GgufReading reading, long fileBytes, DoctorOptions options) {
        Findings findings = new Findings(options);
        return switch (reading) {
            case GgufReading.Malformed malformed -> {
                findings.add("it is not a GGUF file that can be read: " + malformed.message(),
                        Findings.FETCH);
                yield findings.refusal();
            }
            case GgufReading.Read(GgufHeader header) -> examine(header, fileBytes, findings);
        };
    }

    private static Diagnosis examine(GgufHeader header, long fileBytes, Findings findings) {
        new TensorCheck(header, fileBytes, findings).run();
        Metadata metadata = new Metadata(header, findings);
        checkWhole(metadata, findings);
        if (!metadata.has(ARCHITECTURE_KEY)) {
            metadata.missing(ARCHITECTURE_KEY);
        }
        Optional<String> id = metadata.text(ARCHITECTURE_KEY);
        if (id.isEmpty()) {
            return findings.refusal();
        }
        Optional<Architecture> architecture = Architecture.of(id.get());
        if (architecture.isEmpty()) {
            OtherModels.explain(id.get(), metadata, findings);
            return findings.refusal();
        }
        return new ModelCheck(architecture.get(), header, metadata, findings).run();
    }

    /** llama.cpp would load further files, which nobody has looked at. */
    private static void checkWhole(Metadata metadata, Findings findings) {
        boolean split = metadata.value(SPLIT_KEY)
                .filter(value -> !(value instanceof GgufValue.Int(var _, long count) && count <= 1))
                .isPresent();
        if (split) {
            findings.add("the key " + SPLIT_KEY + " says that this is one part of several",
                    "merge them with llama-gguf-split --merge");
        }
    }
}
