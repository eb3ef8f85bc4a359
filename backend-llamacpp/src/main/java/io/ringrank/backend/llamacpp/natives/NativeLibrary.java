// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.nio.file.Path;

/**
 * Where a llama.cpp lies. Any thread.
 *
 * @param directory absolute; who can write into it can run code here
 */
public record NativeLibrary(Kind kind, Path directory) {

    /** How it is opened. */
    public enum Kind {
        /** The one file in the jllama jar, which is put into the directory first. */
        JLLAMA,
        /** libllama, libggml and libggml-base of the directory, and the backends beside them. */
        DIRECTORY
    }

    /** Makes the directory absolute. */
    public NativeLibrary {
        directory = directory.toAbsolutePath().normalize();
    }

    /** The library of the jllama jar; the directory is made when it is absent. */
    public static NativeLibrary jllama(Path directory) {
        return new NativeLibrary(Kind.JLLAMA, directory);
    }

    /** The libraries of a directory. */
    public static NativeLibrary in(Path directory) {
        return new NativeLibrary(Kind.DIRECTORY, directory);
    }
}
