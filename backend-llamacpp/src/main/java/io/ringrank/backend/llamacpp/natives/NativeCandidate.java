// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

/**
 * A llama.cpp that this machine may be able to use. Any thread.
 *
 * @param name for people: {@code jllama}, {@code linux-x64-cuda}, {@code llama-lib}
 * @param onlyForGpu whether it is worth its size only where it finds a GPU
 */
public record NativeCandidate(String name, NativeLibrary library, boolean onlyForGpu) {

    /** What the library of the jllama jar is called. */
    public static final String JLLAMA = "jllama";
    /** What the library that an operator names is called. */
    public static final String LLAMA_LIB = "llama-lib";
}
