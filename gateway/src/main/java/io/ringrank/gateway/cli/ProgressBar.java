// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a download is: on a terminal as a bar that stays in its place, else as a line for
 * each tenth. One thread.
 */
final class ProgressBar {

    private static final int WIDTH = 24;
    private static final int PERCENT = 100;
    private static final int STEP_PERCENT = 10;
    /** Back to the start of the line, and clear it. */
    private static final String AGAIN = "\r\u001b[K";

    private final String name;
    private final PrintStream out;
    private final boolean terminal;
    private int shownPercent = -STEP_PERCENT;

    ProgressBar(String name, PrintStream out, boolean terminal) {
        this.name = name;
        this.out = out;
        this.terminal = terminal;
    }

    /** @param bytesPerSecond 0 if nobody knows */
    void show(long bytes, long total, long bytesPerSecond) {
        int percent = (int) (total == 0 ? PERCENT : PERCENT * bytes / total);
        String amount = String.format(Locale.ROOT, "%3d %%  %s of %s%s", percent,
                ByteCount.text(bytes), ByteCount.text(total), pace(total - bytes, bytesPerSecond));
        if (terminal) {
            int filled = WIDTH * percent / PERCENT;
            out.print(AGAIN + name + "  [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] "
                    + amount);
            out.flush();
        } else if (percent >= shownPercent + STEP_PERCENT) {
            shownPercent = percent - percent % STEP_PERCENT;
            out.println(name + "  " + amount);
        }
    }

    /** Says why nothing moves. */
    void say(String what) {
        if (terminal) {
            out.print(AGAIN + name + "  " + what);
            out.flush();
        }
    }

    private static String pace(long left, long bytesPerSecond) {
        return bytesPerSecond == 0
                ? ""
                : String.format(Locale.ROOT, "  %s/s  %d s left", ByteCount.text(bytesPerSecond),
                        left / bytesPerSecond);
    }

    /** Leaves the line. */
    void end() {
        if (terminal) {
            out.println();
        }
    }
}
