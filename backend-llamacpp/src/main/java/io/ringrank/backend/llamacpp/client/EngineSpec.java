// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * One engine: which model, how many lanes, in what kind of JVM. Any thread.
 *
 * @param model the GGUF file
 * @param fingerprint SHA-256 of that file in lower-case hex; a file with another is not loaded
 * @param lanes batches that run at the same time, each on one thread: as many as cores
 * @param threadsPerLane threads of one native call, usually 1
 * @param tokensPerBatch most tokens of one native call
 */
public record EngineSpec(Path model, String fingerprint, int lanes, int threadsPerLane,
        int tokensPerBatch, EngineJvm jvm) {

    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

    public EngineSpec {
        model = model.toAbsolutePath().normalize();
        if (!SHA256_HEX.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "expected a SHA-256 in lower-case hex, found " + fingerprint);
        }
        if (lanes < 1 || threadsPerLane < 1 || tokensPerBatch < 1) {
            throw new IllegalArgumentException("an engine without capacity: lanes " + lanes
                    + ", threads per lane " + threadsPerLane + ", tokens per batch "
                    + tokensPerBatch);
        }
    }
}
