// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.util.List;
import java.util.Optional;

/**
 * What an opened llama.cpp says about itself on this machine. Any thread.
 *
 * @param build version and commit, for example {@code b4916} or {@code 0.5.0-dev+0ad4a86}
 * @param abi the binary interface that fits it, by the build this code knows it from
 * @param processorVariant the processors that its code was made for, where it has several kinds
 * @param systemInfo features of the processor that it uses, in its own words
 * @param lanesMax lanes of one process that compute at once and score rightly, at least 1
 */
public record NativeFacts(String build, String abi, Optional<String> processorVariant,
        String systemInfo, int lanesMax, List<Device> devices) {

    /** Keeps a copy of the list. */
    public NativeFacts {
        devices = List.copyOf(devices);
    }
}
