// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.util.Locale;

/** Says how many bytes there are, for people. Any thread. */
final class ByteCount {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    private ByteCount() {}

    static String text(long bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= STEP && unit + 1 < UNITS.length) {
            rest /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS[unit]);
    }
}
