// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

/** Builds of llama.cpp that lay out their memory alike. Any thread. */
public enum LlamaGeneration {
    /** Of March 2025, as in jllama's jar. */
    B4916,
    /** Of 2026 and later, as far as known. */
    V0_5_0;

    /**
     * The generation of a build.
     *
     * @param nativeBuild as the library names itself, for example {@code b4916}
     */
    public static LlamaGeneration of(String nativeBuild) {
        return nativeBuild.equals("b4916") ? B4916 : V0_5_0;
    }
}
