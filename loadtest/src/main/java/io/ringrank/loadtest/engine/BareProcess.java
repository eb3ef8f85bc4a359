// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.client.EngineJvm;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of a {@link BareLoop}. One thread. */
final class BareProcess implements AutoCloseable {

    private static final int STOP_SECONDS_MAX = 5;
    private static final int LOG_LINES_SHOWN = 3;

    private final Process process;
    private final Path log;
    private final int lanes;
    private final BufferedReader answers;
    private final BufferedWriter plans;
    private String build = "";

    private BareProcess(Process process, Path log, int lanes) {
        this.process = process;
        this.log = log;
        this.lanes = lanes;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.plans = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /** Starts one with the JVM options and the environment of an engine. */
    static BareProcess start(BenchSetup setup, int number) throws IOException {
        Path log = Files.createTempFile("ringrank-bare-", ".log");
        Compute compute = setup.plan().compute();
        EngineJvm jvm = setup.natives().jvm(BareLoop.class);
        List<String> command = new ArrayList<>(List.of(jvm.java().toString(),
                "-Xmx" + jvm.heapMebibytes() + "m", "-Xms8m", "-XX:+UseSerialGC",
                "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-cp", jvm.classPath(),
                jvm.mainClass()));
        command.addAll(BareLoop.arguments(setup.model().file().path(), compute,
                number * compute.lanes()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment()
                .putAll(Map.of("OMP_NUM_THREADS", "1", "GGML_NO_BACKTRACE", "1"));
        return new BareProcess(builder.start(), log, compute.lanes());
    }

    /** Waits until the model is loaded. */
    void awaitReady() throws CommandFailedException {
        String line = readLine();
        if (!line.startsWith(BareLoop.READY)) {
            throw new CommandFailedException("the bare loop said \"" + line + "\"");
        }
        build = line.substring(BareLoop.READY.length()).strip();
    }

    /** Which llama.cpp it computes with. */
    String build() {
        return build;
    }

    long pid() {
        return process.pid();
    }

    void send(BatchPlan plan) throws CommandFailedException {
        try {
            plans.write(plan.toLine());
            plans.newLine();
            plans.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    /** Waits for the results of all lanes. */
    List<LaneResult> receive() throws CommandFailedException {
        List<LaneResult> results = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            results.add(LaneResult.parse(readLine()));
        }
        return results;
    }

    private String readLine() throws CommandFailedException {
        try {
            String line = answers.readLine();
            if (line != null) {
                return line;
            }
        } catch (IOException _) {
            // The same as the end of its output.
        }
        throw ended();
    }

    private CommandFailedException ended() {
        try {
            List<String> lines = Files.readAllLines(log);
            return new CommandFailedException("a bare loop ended: " + String.join(" / ",
                    lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size())));
        } catch (IOException e) {
            return new CommandFailedException("a bare loop ended, and its log " + log
                    + " can't be read: " + e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
        process.destroyForcibly();
        try {
            Files.deleteIfExists(log);
        } catch (IOException _) {
            // It lies among temporary files.
        }
    }
}
