// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

/**
 * Something that a llama.cpp can compute on. Any thread.
 *
 * @param name as the library names it, for example {@code CPU}, {@code CUDA0} or {@code Vulkan1}
 * @param description what it is, for people
 * @param freeBytes memory that is free, 0 where the library does not know
 * @param totalBytes all memory, 0 where the library does not know
 */
public record Device(String name, String description, Type type, long freeBytes,
        long totalBytes) {

    /** The name in settings and commands of the processor, which every library can compute on. */
    public static final String PROCESSOR = "cpu";

    /** What kind of device it is. */
    public enum Type {
        CPU, GPU,
        /** Shares its memory with the processor. */
        INTEGRATED_GPU,
        /** Helps the processor with some operations, in the processor's memory. */
        ACCELERATOR, OTHER
    }

    /** Returns whether a model can be loaded into it. */
    public boolean isGpu() {
        return switch (type) {
            case GPU, INTEGRATED_GPU -> true;
            case CPU, ACCELERATOR, OTHER -> false;
        };
    }
}
