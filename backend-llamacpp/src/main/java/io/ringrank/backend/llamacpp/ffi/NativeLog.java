// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import io.ringrank.backend.llamacpp.ffi.NativeLogLine.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Makes lines of the fragments that the native library logs and remembers the last errors, because
 * the C API says why a call failed nowhere else. Any thread.
 */
final class NativeLog {
    static final int MOST_LINE_CHARACTERS = 4096;
    private static final int MOST_ERRORS = 4;
    /** {@code GGML_LOG_LEVEL_CONT}: goes on with the line before. */
    private static final int CONTINUES = 5;

    private final Consumer<NativeLogLine> sink;
    private final StringBuilder line = new StringBuilder();
    private final Queue<String> errors = new ArrayDeque<>(MOST_ERRORS);
    private Level level = Level.INFO;

    NativeLog(Consumer<NativeLogLine> sink) {
        this.sink = sink;
    }

    /** Takes a fragment, which may hold no, one or several line ends. Never throws. */
    synchronized void accept(int ggmlLevel, String fragment) {
        if (ggmlLevel != CONTINUES) {
            endLine();
            level = levelOf(ggmlLevel);
        }
        for (int i = 0; i < fragment.length(); i++) {
            char c = fragment.charAt(i);
            if (c == '\n') {
                endLine();
            } else if (line.length() < MOST_LINE_CHARACTERS) {
                line.append(c);
            }
        }
    }

    /** Forgets the errors so far, before a call that may fail. */
    synchronized void forgetErrors() {
        errors.clear();
    }

    /** Returns the errors since they were last forgotten, newest last. */
    synchronized String takeErrors() {
        String joined = errors.isEmpty() ? "the library gave no reason" : String.join("; ", errors);
        errors.clear();
        return joined;
    }

    private void endLine() {
        if (line.isEmpty()) {
            return;
        }
        NativeLogLine complete = new NativeLogLine(level, line.toString());
        line.setLength(0);
        if (level == Level.ERROR) {
            if (errors.size() == MOST_ERRORS) {
                errors.remove();
            }
            errors.add(complete.text());
        }
        try {
            sink.accept(complete);
        } catch (Throwable ignored) {
            // A frame of native code is below: an exception that leaves here ends the process, and
            // there is no other place to report that logging is broken.
        }
    }

    private static Level levelOf(int ggmlLevel) {
        return switch (ggmlLevel) {
            case 1 -> Level.DEBUG;
            case 3 -> Level.WARN;
            case 4 -> Level.ERROR;
            default -> Level.INFO;
        };
    }
}
