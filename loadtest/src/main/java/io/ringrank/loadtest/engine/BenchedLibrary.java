// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import java.nio.file.Path;

/**
 * Which llama.cpp computes. Any thread.
 *
 * @param lanesPerProcess most lanes that compute in one process and still give right scores
 */
record BenchedLibrary(NativeLibrary library, int lanesPerProcess) {

    /** Returns what {@link #parse} reads. */
    String toArgument() {
        return library.kind() + ":" + library.directory();
    }

    static NativeLibrary parse(String argument) {
        int colon = argument.indexOf(':');
        return new NativeLibrary(NativeLibrary.Kind.valueOf(argument.substring(0, colon)),
                Path.of(argument.substring(colon + 1)));
    }
}
