// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The last lines that the processes of one engine wrote. Any thread. */
final class OutputTail {

    static final int LINES_MAX = 200;
    static final int LINE_CHARS_MAX = 500;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long written;

    /** Reads all output until its end, keeping the last of it; blocks. */
    void drain(InputStream output) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                add(line.toString());
                line.setLength(0);
            } else if (line.length() < LINE_CHARS_MAX) {
                // Whatever a hostile file makes the library print, a terminal must not obey it.
                line.append(Character.isISOControl(c) ? ' ' : (char) c);
            }
        }
        add(line.toString());
    }

    private synchronized void add(String line) {
        if (line.isBlank()) {
            return;
        }
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(line.stripTrailing());
        written++;
    }

    /** How many lines there were so far: a mark for {@link #since}. */
    synchronized long mark() {
        return written;
    }

    /** The last lines after a mark, oldest first. */
    synchronized List<String> since(long mark, int linesMax) {
        int wanted = (int) Math.min(written - mark, Math.min(linesMax, lines.size()));
        return new ArrayList<>(lines).subList(lines.size() - wanted, lines.size());
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
