// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.natives.ProbeResult;
import io.ringrank.backend.llamacpp.natives.ProbeResult.Unusable;
import io.ringrank.backend.llamacpp.natives.ProbeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tries native libraries, each in a child process, so that this one neither loads them nor dies of
 * them. Any thread; blocks for about a second, longer where a GPU has to wake up.
 */
public final class NativeProbe {

    private static final int SECONDS_MAX = 120;
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int LINES_OF_A_CRASH_MAX = 30;

    private final EngineJvm jvm;

    /** @param jvm its main class writes a {@link ProbeText} to standard output */
    public NativeProbe(EngineJvm jvm) {
        this.jvm = jvm;
    }

    /** Opens a library and asks what it is. */
    public ProbeResult open(NativeLibrary library) throws InterruptedException {
        return run(List.of(library.kind().name(), library.directory().toString()));
    }

    /**
     * Opens a library and has it score pairs whose scores are known.
     *
     * @param device the processor or the name of a device
     * @param model the built-in model's file
     */
    public ProbeResult score(NativeLibrary library, String device, Path model)
            throws InterruptedException {
        return run(List.of(library.kind().name(), library.directory().toString(), device,
                model.toString()));
    }

    private ProbeResult run(List<String> arguments) throws InterruptedException {
        Process process;
        try {
            process = EngineCommand.ofProbe(jvm, arguments)
                    .redirectErrorStream(false)
                    .start();
        } catch (IOException e) {
            return new Unusable("the process that tries it can't be started: " + e);
        }
        try {
            return result(process);
        } catch (IOException e) {
            return new Unusable("the process that tries it can't be heard: " + e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProbeResult result(Process process) throws IOException, InterruptedException {
        OutputTail tail = new OutputTail();
        Thread draining = Thread.ofVirtual().start(() -> drain(process.getErrorStream(), tail));
        Thread limit = Thread.ofVirtual().start(() -> endLate(process));
        byte[] answer = process.getInputStream().readNBytes(ANSWER_BYTES_MAX);
        int exit = process.waitFor();
        limit.interrupt();
        draining.join();
        return ProbeText.read(new ByteArrayInputStream(answer))
                .orElseGet(() -> new Unusable(
                        ExitReason.of(exit, tail.since(0, LINES_OF_A_CRASH_MAX))));
    }

    private static void drain(InputStream errors, OutputTail tail) {
        try {
            tail.drain(errors);
        } catch (IOException _) {
            // What it said so far has to do.
        }
    }

    private static void endLate(Process process) {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // It ended.
        }
    }
}
