// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cost.EngineKind;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much a deployment has to do and how fast it is, as its scheduler saw it a few milliseconds ago.
 * Immutable, read by any thread.
 *
 * @param requests that have not ended
 * @param claimedTokens expected of all pairs that wait or run
 * @param readyRows that are tokenised and wait for a lane
 * @param readyTokens of those rows
 * @param classes what waits of each class
 * @param text how tokens follow from bytes
 * @param busyNanos what the lanes of all engines have computed since the start
 * @param speed of all engines
 * @param engines that are up, by number
 */
public record LoadSnapshot(int requests, long claimedTokens, int readyRows, long readyTokens,
        Map<JobClass, ClassLoad> classes, TextSize text, long busyNanos, Speed speed,
        List<EngineLoad> engines) {

    /** Before anything has happened. */
    public static final LoadSnapshot NONE = new LoadSnapshot(0, 0, 0, 0, Map.of(),
            new TextSize(TokenEstimate.FIRST_TOKENS_PER_BYTE, Integer.MAX_VALUE), 0,
            new Speed(0, 1), List.of());

    /** What a caller that was away may have of the machine before it shares it again. */
    static final double CREDIT_SECONDS = 1;

    private static final double NANOS_PER_SECOND = 1e9;

    /** What interactive work gets while batch work waits too. */
    private static final double INTERACTIVE_SHARE =
            FairQueue.BATCH_CLASS_COST / (FairQueue.BATCH_CLASS_COST + 1.0);

    public LoadSnapshot {
        classes = Map.copyOf(classes);
        engines = List.copyOf(engines);
    }

    /**
     * How fast the engines are together.
     *
     * @param tokensPerSecond that they should score when none is idle; 0 if not known
     * @param forecastStretch what a forecast is multiplied by, as jobs of late took longer than foreseen
     */
    public record Speed(double tokensPerSecond, double forecastStretch) {}

    /**
     * How many tokens a text has.
     *
     * @param tokensPerByte of late
     * @param rowTokensMax most tokens of a pair, or of one window of its document
     */
    public record TextSize(double tokensPerByte, int rowTokensMax) {

        /** Tokens that a pair should have, at least 1. */
        public long pairTokens(long pairBytes, ScoringOptions options) {
            long whole = Math.max(1, Math.round(tokensPerByte * pairBytes));
            return switch (options.longDocument()) {
                case LongDocument.Truncate(),LongDocument.Refuse() ->
                    Math.min(whole, rowTokensMax);
                case LongDocument.MaxWindow _ -> whole;
            };
        }
    }

    /**
     * When a new job should be done.
     *
     * @param doneNanos behind everything that waits, or, if that is sooner, with its caller's share
     * @param plainNanos the same before it was stretched
     * @param backlogNanos until everything is done that waits or runs now, of all callers
     */
    public record Forecast(long doneNanos, long plainNanos, long backlogNanos) {}

    /**
     * Foresees when a new job is done.
     *
     * @param tokens of its pairs that are not cached
     * @param claimedNow of all pairs that wait or run at this moment
     * @return empty before the engines have shown how fast they are
     */
    public Optional<Forecast> forecast(JobClass jobClass, Caller caller, long tokens,
            long claimedNow) {
        double tokensPerSecond = speed.tokensPerSecond;
        if (tokensPerSecond <= 0) {
            return Optional.empty();
        }
        ClassLoad own = ofClass(jobClass);
        long batchTokens = Math.min(ofClass(JobClass.BATCH).tokens(), claimedNow);
        boolean overtakesBatch = jobClass == JobClass.INTERACTIVE && batchTokens > 0;
        double all = (double) claimedNow - (overtakesBatch ? batchTokens : 0) + tokens;
        // Who claimed what since the snapshot is not known: the worst is that it was all this caller.
        double ofCaller = (double) own.tokensOf(caller) + Math.max(0, claimedNow - claimedTokens)
                + tokens;
        double credit = own.tokensOf(caller) == 0 ? CREDIT_SECONDS * tokensPerSecond : 0;
        double ahead = Math.min(ofCaller, credit);
        double fair = ahead + (ofCaller - ahead) * own.callersWith(caller);
        double rate = overtakesBatch ? INTERACTIVE_SHARE * tokensPerSecond : tokensPerSecond;
        double nanos = NANOS_PER_SECOND * Math.min(all, fair) / rate;
        return Optional.of(new Forecast((long) (speed.forecastStretch * nanos), (long) nanos,
                (long) (NANOS_PER_SECOND * claimedNow / tokensPerSecond)));
    }

    /** What waits of a class. */
    public ClassLoad ofClass(JobClass jobClass) {
        return classes.getOrDefault(jobClass, ClassLoad.NONE);
    }

    /** Pairs of that length that all engines score in a second when none is idle; 0 if not known. */
    public double pairsPerSecond(int pairTokens) {
        return engines.stream().mapToDouble(engine -> engine.pairsPerSecond(pairTokens)).sum();
    }

    /** What has been learned of the engines that are up. */
    public Map<EngineKind, LearnedCost> costs() {
        Map<EngineKind, LearnedCost> costs = new HashMap<>();
        engines.forEach(engine -> engine.cost()
                .ifPresent(cost -> costs.put(engine.facts().kind(), cost)));
        return costs;
    }
}
