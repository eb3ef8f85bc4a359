// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What one side did in a round.
 *
 * @param cpuNanos processor time of all its processes; 0 where the system does not tell
 */
record RoundResult(List<LaneResult> lanes, long cpuNanos) {

    /** This and what the same side did after it. */
    RoundResult plus(RoundResult later) {
        List<LaneResult> sums = IntStream.range(0, lanes.size())
                .mapToObj(lane -> lanes.get(lane).plus(later.lanes.get(lane)))
                .toList();
        return new RoundResult(sums, cpuNanos + later.cpuNanos);
    }

    /** The sum over lanes, each over its own time: that one ended earlier does not count. */
    double pairsPerSecond() {
        return lanes.stream().mapToDouble(LaneResult::pairsPerSecond).sum();
    }

    /** Of processor time. */
    double pairsPerCpuSecond() {
        return lanes.stream().mapToInt(LaneResult::pairs).sum() * 1e9 / cpuNanos;
    }

    /** The share of the lanes' time in which they computed, 0 to 1. */
    double busyShare() {
        return lanes.stream().mapToDouble(LaneResult::computeNanos).sum()
                / lanes.stream().mapToDouble(LaneResult::nanos).sum();
    }

    /**
     * Processor time over the lanes' time: near 1 on a processor, less where other programs took
     * some, and 0 where it is not known.
     */
    double cpuShare() {
        return cpuNanos / lanes.stream().mapToDouble(LaneResult::nanos).sum();
    }

    /** Mean over all batches and lanes. */
    double millisPerBatch() {
        return lanes.stream().mapToDouble(LaneResult::computeNanos).sum() / 1e6
                / lanes.stream().mapToInt(LaneResult::batches).sum();
    }

    /** The same in processor time. */
    double cpuMillisPerBatch() {
        return cpuNanos / 1e6 / lanes.stream().mapToInt(LaneResult::batches).sum();
    }

    long nanos() {
        return lanes.stream().mapToLong(LaneResult::nanos).max().orElseThrow();
    }

    double meanScore() {
        return lanes.stream().mapToDouble(LaneResult::scoreSum).sum()
                / lanes.stream().mapToInt(LaneResult::pairs).sum();
    }
}
