// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.ffi.NativeProcess;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import java.nio.file.Path;

/**
 * The engine process. Its only argument is the path of the gateway's socket; the one-time token is
 * the first line of its standard input, whose end ends the process.
 */
public final class EngineMain {

    private EngineMain() {}

    /** Runs until the gateway goes away or ends it. */
    public static void main(String[] args) {
        NativeProcess process = new NativeProcess();
        if (args.length != 1) {
            System.err.println("expected the path of a socket, found " + args.length
                    + " arguments: the gateway starts engines by itself");
            process.exitNow(Engine.EXIT_USAGE);
        }
        new Engine(library -> LlamaRuntime.open(library, EngineMain::log),
                process::exitNow).run(Path.of(args[0]), System.in);
    }

    private static void log(NativeLogLine line) {
        if (line.level() != NativeLogLine.Level.DEBUG) {
            System.err.println(line.text());
        }
    }
}
