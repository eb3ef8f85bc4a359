// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.util.Locale;
import java.util.SplittableRandom;

/** How long pairs are, in tokens. */
public enum Workload {
    /** All alike. */
    UNIFORM(128, 128),
    /** Every length as often as any other. */
    MIXED(16, 480);

    /** The longest pair of any workload. */
    public static final int TOKENS_MAX = 480;

    private final int least;
    private final int most;

    Workload(int least, int most) {
        this.least = least;
        this.most = most;
    }

    public int nextTokens(SplittableRandom random) {
        return random.nextInt(least, most + 1);
    }

    /** For reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
