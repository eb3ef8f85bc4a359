// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What all deployments together did in the time since the sample before. Immutable; any thread.
 *
 * @param at its end
 * @param requestsPerSecond that ended, answered or refused
 * @param errorsPerSecond of them, with a status of 400 or more
 * @param latency of those that were answered; empty if none was
 * @param queuedPairs that waited or ran at its end
 * @param batchFill tokens of batches over what they could have had, from 0 to 1; empty if there was none
 * @param cacheHits cached pairs over all, from 0 to 1; empty if there was none
 * @param lanesBusy time that lanes computed over what they could have, from 0 to 1; empty without lanes
 */
public record Sample(Instant at, double requestsPerSecond, double errorsPerSecond,
        double pairsPerSecond, double tokensPerSecond, Optional<Latency> latency,
        long queuedPairs, OptionalDouble batchFill, OptionalDouble cacheHits,
        OptionalDouble lanesBusy) {

    /** Milliseconds that half, 95 % and 99 % of requests took at most. */
    public record Latency(double p50Millis, double p95Millis, double p99Millis) {}
}
