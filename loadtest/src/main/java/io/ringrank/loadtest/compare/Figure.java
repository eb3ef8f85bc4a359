// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import java.util.Locale;

/** What can be measured, each a ratio with a bar. */
enum Figure {
    HTTP_OVER_ENGINE(0.95, "pairs/s",
            "cold pairs over HTTP, over our own engines fed directly"), COLD_UNIFORM(1.0, "pairs/s",
                    "cold pairs of 128 tokens, over the peer"), COLD_MIXED(1.1, "pairs/s",
                            "cold pairs of 16 to 480 tokens, over the peer"), COLD_NOISY(1.25,
                                    "pairs/s",
                                    "cold pairs of 128 tokens beside a busy loop, over the peer"), P99_70(
                                            0.8, "ms",
                                            "p99 at 70 % of the slower one's capacity, over the peer's"), ZIPF(
                                                    10, "pairs/s",
                                                    "draws by Zipf's law from an empty cache, over the peer"), GOODPUT_3X(
                                                            0.95, "of capacity",
                                                            "answered in time at three times the load, over capacity");

    private final double bar;
    private final String unit;
    private final String about;

    Figure(double bar, String unit, String about) {
        this.bar = bar;
        this.unit = unit;
        this.about = about;
    }

    /** In JSON and on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    double bar() {
        return bar;
    }

    /** What both sides are measured in. */
    String unit() {
        return unit;
    }

    String about() {
        return about;
    }

    /** Of a latency less is better, of all others more. */
    boolean isReachedBy(double ratio) {
        return this == P99_70 ? ratio <= bar : ratio >= bar;
    }
}
