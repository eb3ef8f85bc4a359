// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Which llama.cpp computes. Any thread. */
sealed interface NativeChoice {

    /** Most lanes that compute in one process and still give right scores. */
    int lanesPerProcess();

    /** What {@link #parse} reads. */
    String toArgument();

    LlamaRuntime open(Consumer<NativeLogLine> log) throws NativeLibraryException;

    /**
     * The one in the jllama jar.
     *
     * @param directory where it is put
     */
    record Jllama(Path directory) implements NativeChoice {

        @Override
        public int lanesPerProcess() {
            return LlamaRuntime.JLLAMA_LANES_MAX;
        }

        @Override
        public String toArgument() {
            return "jllama:" + directory;
        }

        @Override
        public LlamaRuntime open(Consumer<NativeLogLine> log) throws NativeLibraryException {
            return LlamaRuntime.openJllama(directory, log);
        }
    }

    /** One of several libraries in a folder. */
    record Folder(Path directory) implements NativeChoice {

        @Override
        public int lanesPerProcess() {
            return Integer.MAX_VALUE;
        }

        @Override
        public String toArgument() {
            return "folder:" + directory;
        }

        @Override
        public LlamaRuntime open(Consumer<NativeLogLine> log) throws NativeLibraryException {
            return LlamaRuntime.openDirectory(directory, log);
        }
    }

    static NativeChoice parse(String argument) {
        int colon = argument.indexOf(':');
        Path directory = Path.of(argument.substring(colon + 1));
        return switch (argument.substring(0, colon)) {
            case "jllama" -> new Jllama(directory);
            case "folder" -> new Folder(directory);
            default -> throw new IllegalArgumentException("no native library is " + argument);
        };
    }
}
