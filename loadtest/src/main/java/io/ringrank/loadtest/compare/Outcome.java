// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.loadtest.stats.Spread;

/**
 * What came of one figure.
 *
 * @param ratio round by round
 * @param ours in the figure's unit
 * @param theirs of what it was compared with
 */
record Outcome(Figure figure, Spread ratio, Spread ours, Spread theirs) {

    /** Of pairs per second, round by round. */
    static Outcome of(Figure figure, double[] ours, double[] theirs) {
        return new Outcome(figure, Spread.ofRatios(ours, theirs), Spread.of(ours),
                Spread.of(theirs));
    }

    boolean reached() {
        return figure.isReachedBy(ratio.median());
    }
}
