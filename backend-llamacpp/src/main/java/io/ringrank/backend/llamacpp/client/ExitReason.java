// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.util.List;
import java.util.regex.Pattern;

/** Says in words why an engine process ended. Any thread. */
final class ExitReason {

    /** What a shell and the JDK add to the number of the signal that ended a process. */
    private static final int SIGNAL_BASE = 128;
    private static final int SIGNAL_MAX = 64;

    /** What HotSpot exits with under {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_HEAP = 3;

    private static final int TELLING_LINES = 3;

    private ExitReason() {}

    /** What HotSpot writes of a crash before some twenty lines of advice: signal and frame. */
    private static final Pattern JVM_CRASH = Pattern.compile("#  SIG.*|# [CVJj] .*");

    /** The exit in words, with the output behind it that tells most. */
    static String of(int exitValue, List<String> lastLines) {
        String exit = "the engine process " + describe(exitValue);
        List<String> telling = telling(lastLines);
        return telling.isEmpty()
                ? exit
                : exit + "; its last output: " + String.join(" | ", telling);
    }

    private static List<String> telling(List<String> lastLines) {
        List<String> crash = lastLines.stream()
                .filter(line -> JVM_CRASH.matcher(line).matches())
                .toList();
        int skipped = Math.max(0, lastLines.size() - TELLING_LINES);
        return crash.isEmpty() ? lastLines.subList(skipped, lastLines.size()) : crash;
    }

    private static String describe(int exitValue) {
        int signal = exitValue - SIGNAL_BASE;
        if (signal > 0 && signal <= SIGNAL_MAX) {
            return "was ended by signal " + signal + nameOf(signal);
        }
        if (exitValue == OUT_OF_HEAP) {
            return "ran out of Java heap (exit code 3)";
        }
        return "ended with exit code " + exitValue;
    }

    private static String nameOf(int signal) {
        return switch (signal) {
            case 4 -> " (SIGILL: the library uses instructions that this processor lacks)";
            case 6 -> " (SIGABRT: an assertion of the native library failed)";
            case 7 -> " (SIGBUS)";
            case 8 -> " (SIGFPE)";
            case 9 -> " (SIGKILL: by an operator, or by the kernel for want of memory)";
            case 11 -> " (SIGSEGV)";
            case 15 -> " (SIGTERM)";
            default -> "";
        };
    }
}
