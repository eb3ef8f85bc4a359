// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.backend.llamacpp.ffi.ContextOptions;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process with an engine's command line and environment that tries models, and another one when it
 * has died. Test thread only.
 */
final class Probe implements AutoCloseable {

    private static final int ANSWER_SECONDS_MAX = 20;
    private static final int LINES_MAX = 20;

    private final Path directory;
    private final NativeLibrary library;
    private final List<Process> processes = new ArrayList<>();
    private @Nullable Process current;

    Probe(Path directory, NativeLibrary library) {
        this.directory = directory;
        this.library = library;
    }

    /** Returns what became of a model: "scored", "refused" or "died", and more. */
    String ask(Path model) throws Exception {
        return ask(model, ContextOptions.LEAST_TOKENS);
    }

    String ask(Path model, int tokensPerBatch) throws Exception {
        Process process = current;
        if (process == null) {
            process = EngineCommand.ofProbe(
                    EngineJvm.likeThisOne(ProbeMain.class.getName(), directory),
                    List.of(library.kind().name(), library.directory().toString())).start();
            processes.add(process);
            current = process;
        }
        BufferedWriter out = process.outputWriter(StandardCharsets.UTF_8);
        out.write(tokensPerBatch + " " + model + "\n");
        out.flush();
        String answer = awaitAnswer(process);
        if (answer.startsWith("died")) {
            process.destroyForcibly().waitFor();
            current = null;
        }
        return answer;
    }

    /** The processes that are still there. */
    List<Process> alive() {
        return processes.stream().filter(Process::isAlive).toList();
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }

    private static String awaitAnswer(Process process)
            throws InterruptedException, ExecutionException {
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> readAnswer(process), command -> Thread
                        .ofPlatform()
                        .daemon()
                        .start(command));
        try {
            return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return "died of our patience: no answer within " + ANSWER_SECONDS_MAX + " s";
        }
    }

    private static String readAnswer(Process process) {
        Deque<String> last = new ArrayDeque<>();
        BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(ProbeMain.ANSWER)) {
                    return line.substring(ProbeMain.ANSWER.length());
                }
                if (last.size() == LINES_MAX) {
                    last.removeFirst();
                }
                last.add(line);
            }
        } catch (IOException e) {
            last.add(e.toString());
        }
        return "died " + last;
    }
}
