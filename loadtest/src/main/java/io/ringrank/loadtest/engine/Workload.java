// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.util.Locale;
import java.util.SplittableRandom;

/** How long pairs are, in tokens. */
enum Workload {
    /** All alike. */
    UNIFORM(128, 128),
    /** Every length as often as any other. */
    MIXED(16, 480);

    /** The longest pair of any workload. */
    static final int TOKENS_MAX = 480;

    private final int least;
    private final int most;

    Workload(int least, int most) {
        this.least = least;
        this.most = most;
    }

    int nextTokens(SplittableRandom random) {
        return random.nextInt(least, most + 1);
    }

    /** For reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
