// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child JVM, from its start to its exit, with its output drained all the time. Any thread. */
final class EngineProcess {

    private static final Logger log = LoggerFactory.getLogger(EngineProcess.class);

    /** How long output may come after the exit: whoever else holds the pipe must not hold us. */
    private static final int LAST_OUTPUT_MILLIS_MAX = 500;

    private final Process process;
    private final CompletableFuture<Integer> exit;

    private EngineProcess(Process process, CompletableFuture<Void> drained) {
        this.process = process;
        this.exit = process.onExit()
                .thenCompose(ended -> drained.copy()
                        .completeOnTimeout(null, LAST_OUTPUT_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .thenApply(_ -> ended.exitValue()));
    }

    /**
     * Starts a process and hands it the token, on a thread that drains its output from then on.
     *
     * @return the process, or the IOException that says why there is none
     */
    static CompletableFuture<EngineProcess> start(ProcessBuilder command, byte[] token,
            OutputTail tail, String name) {
        CompletableFuture<EngineProcess> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name(name).start(() -> run(command, token, tail, started));
        return started;
    }

    private static void run(ProcessBuilder command, byte[] token, OutputTail tail,
            CompletableFuture<EngineProcess> started) {
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            started.completeExceptionally(e);
            return;
        }
        CompletableFuture<Void> drained = new CompletableFuture<>();
        started.complete(new EngineProcess(process, drained));
        try {
            OutputStream input = process.getOutputStream();
            String line = HexFormat.of().formatHex(token) + '\n';
            input.write(line.getBytes(StandardCharsets.US_ASCII));
            input.flush();
        } catch (IOException e) {
            // It died at once; its exit value and its output say why.
            log.debug("engine process {} took no token", process.pid(), e);
        }
        try {
            tail.drain(process.getInputStream());
        } catch (IOException e) {
            log.warn("lost the output of engine process {}", process.pid(), e);
        }
        drained.complete(null);
    }

    long pid() {
        return process.pid();
    }

    /** Completes with the exit value, once all output was read. */
    CompletableFuture<Integer> exit() {
        return exit;
    }

    /** Tells the engine to end itself at once. */
    void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            log.debug("engine process {} had closed its input", process.pid(), e);
        }
    }

    /** Ends the process whatever it is doing. */
    void kill() {
        process.destroyForcibly();
    }
}
