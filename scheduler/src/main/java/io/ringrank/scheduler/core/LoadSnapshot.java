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
 * @param tokensPerSecond that all engines should score when none is idle; 0 if not known
 * @param engines that are up, by number
 */
public record LoadSnapshot(int requests, long claimedTokens, int readyRows, long readyTokens,
        Map<JobClass, ClassLoad> classes, TextSize text, long busyNanos, double tokensPerSecond,
        List<EngineLoad> engines) {

    /** Before anything has happened. */
    public static final LoadSnapshot NONE = new LoadSnapshot(0, 0, 0, 0, Map.of(),
            new TextSize(TokenEstimate.FIRST_TOKENS_PER_BYTE, Integer.MAX_VALUE), 0,
            0, List.of());

    private static final double NANOS_PER_SECOND = 1e9;

    /** Interactive work of less than that will be done before more comes. */
    private static final double LULL_SECONDS = 0.25;

    public LoadSnapshot {
        classes = Map.copyOf(classes);
        engines = List.copyOf(engines);
    }

    /**
     * How many tokens a text has.
     *
     * @param tokensPerByte of late
     * @param rowTokensMax most tokens of a pair, or of one window of its document
     */
    public record TextSize(double tokensPerByte, int rowTokensMax) {

        /** Tokens that a pair should have, with all of its windows; at least 1. */
        public long pairTokens(long queryBytes, long documentBytes, ScoringOptions options) {
            long query = Math.round(tokensPerByte * queryBytes);
            long whole = Math.round(tokensPerByte * documentBytes);
            int most = options.maxTokensPerDocument();
            long document = most == 0 ? whole : Math.min(whole, most);
            return Math.max(1, switch (options.longDocument()) {
                case LongDocument.Truncate(),LongDocument.Refuse() ->
                    Math.min(query + document, rowTokensMax);
                case LongDocument.MaxWindow(int window, int _) ->
                    inWindows(query, document, window == 0 ? rowTokensMax : window);
            });
        }

        /** The query is there once in each of them. */
        private long inWindows(long query, long document, long windowTokens) {
            long ofDocument = Math.max(1, Math.min(windowTokens, rowTokensMax - query));
            long windows = Math.clamp((document + ofDocument - 1) / ofDocument, 1,
                    LongDocument.MaxWindow.WINDOWS_MAX);
            return Math.min(windows * query + document, windows * (query + ofDocument));
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
        if (tokensPerSecond <= 0) {
            return Optional.empty();
        }
        ClassLoad own = ofClass(jobClass);
        double others = (double) Math.min(ofClass(other(jobClass)).tokens(), claimedNow);
        // Who claimed what since the snapshot is not known: the worst is that all of it is first.
        double fair = own.untilDone(caller, tokens)
                + Math.max(0, claimedNow - claimedTokens);
        double nanos = NANOS_PER_SECOND * beside(jobClass, fair, others) / tokensPerSecond;
        return Optional.of(new Forecast((long) (own.forecastStretch() * nanos), (long) nanos,
                (long) (NANOS_PER_SECOND * claimedNow / tokensPerSecond)));
    }

    /** How many tokens of both classes are scored until so many of one are. */
    private double beside(JobClass jobClass, double tokens, double others) {
        return switch (jobClass) {
            case INTERACTIVE -> tokens + Math.min(others, tokens / FairQueue.BATCH_CLASS_COST);
            // Interactive work that has to wait does not end soon, or it would not have to.
            case BATCH -> others > LULL_SECONDS * tokensPerSecond
                    ? tokens * (1 + FairQueue.BATCH_CLASS_COST)
                    : tokens + Math.min(others, tokens * FairQueue.BATCH_CLASS_COST);
        };
    }

    private static JobClass other(JobClass jobClass) {
        return switch (jobClass) {
            case INTERACTIVE -> JobClass.BATCH;
            case BATCH -> JobClass.INTERACTIVE;
        };
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
