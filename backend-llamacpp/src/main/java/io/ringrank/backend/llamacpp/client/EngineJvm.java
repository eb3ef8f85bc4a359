// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.io.File;
import java.nio.file.Path;

/**
 * The JVM that an engine runs in. Any thread.
 *
 * @param java the executable
 * @param classPath what holds the main class and what it needs
 * @param mainClass takes the path of the socket as its only argument and the token on its standard
 *        input
 * @param heapMebibytes Java heap; weights and contexts lie outside of it
 * @param errorDirectory where a crashing JVM writes its error file
 */
public record EngineJvm(Path java, String classPath, String mainClass, int heapMebibytes,
        Path errorDirectory) {

    /** Enough for the largest frames of both channels, as bytes and as text. */
    public static final int HEAP_MEBIBYTES_DEFAULT = 256;

    private static final int HEAP_MEBIBYTES_MIN = 32;

    public EngineJvm {
        if (heapMebibytes < HEAP_MEBIBYTES_MIN) {
            throw new IllegalArgumentException("heap of " + heapMebibytes + " MiB, at least "
                    + HEAP_MEBIBYTES_MIN + " are needed");
        }
    }

    /** The Java and the class path that run this process, with the default heap. */
    public static EngineJvm likeThisOne(String mainClass, Path errorDirectory) {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator
                + "java";
        return new EngineJvm(Path.of(java), System.getProperty("java.class.path"), mainClass,
                HEAP_MEBIBYTES_DEFAULT, errorDirectory);
    }
}
