// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

/**
 * What was counted since the start. Immutable; any thread.
 *
 * @param requests that have ended, and were answered or refused
 * @param errors of them, with a status of 400 or more
 * @param pairs that were scored, cached or not
 * @param tokens of those pairs
 * @param cachedPairs of those pairs, which no engine had to compute
 * @param batches that came back
 * @param fillPercents of those batches, added up
 * @param busyNanos that lanes computed
 */
record Totals(double requests, double errors, double pairs, double tokens, double cachedPairs,
        double batches, double fillPercents, double busyNanos) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    Totals plus(Totals other) {
        return new Totals(requests + other.requests, errors + other.errors, pairs + other.pairs,
                tokens + other.tokens, cachedPairs + other.cachedPairs, batches + other.batches,
                fillPercents + other.fillPercents, busyNanos + other.busyNanos);
    }

    /** What was counted since then. Engines that are replaced begin anew, so nothing is below 0. */
    Totals since(Totals then) {
        return new Totals(rise(requests, then.requests), rise(errors, then.errors),
                rise(pairs, then.pairs), rise(tokens, then.tokens),
                rise(cachedPairs, then.cachedPairs), rise(batches, then.batches),
                rise(fillPercents, then.fillPercents), rise(busyNanos, then.busyNanos));
    }

    private static double rise(double now, double then) {
        return Math.max(0, now - then);
    }
}
