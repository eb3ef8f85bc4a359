// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

/**
 * What one lane did in a round.
 *
 * @param nanos from the start of the round to the lane's last score
 * @param computeNanos spent in the lane's calls; the rest it waited for batches
 * @param scoreSum of its scores, which tells whether two sides computed the same
 */
record LaneResult(int pairs, int batches, long nanos, long computeNanos, double scoreSum) {

    double pairsPerSecond() {
        return pairs * 1e9 / nanos;
    }

    /** This and what the same lane did after it. */
    LaneResult plus(LaneResult later) {
        return new LaneResult(pairs + later.pairs, batches + later.batches, nanos + later.nanos,
                computeNanos + later.computeNanos, scoreSum + later.scoreSum);
    }

    /** What {@link #parse} reads. */
    String toLine() {
        return pairs + " " + batches + " " + nanos + " " + computeNanos + " " + scoreSum;
    }

    static LaneResult parse(String line) {
        String[] words = line.split(" ", -1);
        return new LaneResult(Integer.parseInt(words[0]), Integer.parseInt(words[1]),
                Long.parseLong(words[2]), Long.parseLong(words[3]),
                Double.parseDouble(words[4]));
    }
}
