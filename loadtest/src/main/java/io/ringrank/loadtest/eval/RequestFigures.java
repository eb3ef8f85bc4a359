// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.loadtest.eval.client.Answer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What the requests took. Times are those of answered requests, without the waits before another
 * attempt.
 *
 * @param retries attempts beyond the first of each request
 * @param pairs that were scored
 * @param unscored documents that an answered request has no score for
 * @param wallNanos from the first request until the last answer
 */
record RequestFigures(int answered, int failed, long retries, Latency latency, long pairs,
        long unscored, long truncated, long tokens, long cachedTokens, long wallNanos) {

    /** Milliseconds. */
    record Latency(double p50, double p95, double p99, double max) {}

    private static final int SIGNIFICANT_DIGITS = 3;

    static RequestFigures of(List<TopicResult> results, long wallNanos) {
        Histogram micros = new Histogram(SIGNIFICANT_DIGITS);
        int failed = 0;
        long retries = 0;
        long pairs = 0;
        long unscored = 0;
        long truncated = 0;
        long tokens = 0;
        long cached = 0;
        for (TopicResult result : results) {
            retries += result.outcome().retries();
            if (!(result.outcome().answer() instanceof Answer.Scored scored)) {
                failed++;
                continue;
            }
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(result.outcome().nanos()));
            pairs += scored.ranking().size();
            unscored += result.reranked().size() - scored.ranking().size();
            truncated += scored.truncated();
            tokens += scored.tokens();
            cached += scored.cachedTokens();
        }
        Latency latency = new Latency(millis(micros.getValueAtPercentile(50)),
                millis(micros.getValueAtPercentile(95)), millis(micros.getValueAtPercentile(99)),
                millis(micros.getMaxValue()));
        return new RequestFigures(results.size() - failed, failed, retries, latency, pairs,
                unscored, truncated, tokens, cached, wallNanos);
    }

    double pairsPerSecond() {
        return pairs * 1e9 / wallNanos;
    }

    /** From 0 to 1. */
    double cachedShare() {
        return tokens == 0 ? 0 : (double) cachedTokens / tokens;
    }

    private static double millis(long micros) {
        return micros / 1e3;
    }
}
