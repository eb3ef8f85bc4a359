// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import java.util.Locale;

/** Which llama.cpp computes. */
public enum NativesChoice {
    AUTO, JLLAMA, CPU, CUDA, VULKAN;

    /** As it stands in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
