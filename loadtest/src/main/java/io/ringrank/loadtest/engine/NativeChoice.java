// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import java.nio.file.Path;

/**
 * Which llama.cpp computes. Any thread.
 *
 * @param library where it lies
 */
record NativeChoice(NativeLibrary library) {

    /** The one in the jllama jar, which is put into a directory first. */
    static NativeChoice jllama(Path directory) {
        return new NativeChoice(NativeLibrary.jllama(directory));
    }

    /** Those of a directory. */
    static NativeChoice in(Path directory) {
        return new NativeChoice(NativeLibrary.in(directory));
    }

    /** Most lanes that compute in one process and still give right scores. */
    int lanesPerProcess() {
        return switch (library.kind()) {
            case JLLAMA -> 1;
            case DIRECTORY -> Integer.MAX_VALUE;
        };
    }

    /** What {@link #parse} reads. */
    String toArgument() {
        return library.kind() + ":" + library.directory();
    }

    static NativeChoice parse(String argument) {
        int colon = argument.indexOf(':');
        return new NativeChoice(
                new NativeLibrary(NativeLibrary.Kind.valueOf(argument.substring(0, colon)),
                        Path.of(argument.substring(colon + 1))));
    }
}
