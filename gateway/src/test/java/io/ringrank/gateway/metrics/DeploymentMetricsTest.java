// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.core.ClassLoad;
import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentMetricsTest {

    private static BatchReport batch(long tokens, long tokensMax) {
        return new BatchReport(1, tokens, tokens * tokens, tokensMax, 0, 0);
    }

    @Test
    void tells_full_batches_from_empty_ones() {
        GatewayMetrics metrics = new GatewayMetrics();
        DeploymentMetrics bge = metrics.ofDeployment("bge");

        bge.onBatch(batch(1, 2048));
        bge.onBatch(batch(512, 2048));
        bge.onBatch(batch(1100, 2048));
        bge.onBatch(batch(2048, 2048));

        assertThat(metrics.scrape().lines().filter(l -> l.startsWith("ringrank_batch_fill_bucket")))
                .containsExactly(bucket("10.0", 1), bucket("25.0", 2), bucket("50.0", 2),
                        bucket("75.0", 3), bucket("90.0", 3), bucket("100.0", 4),
                        bucket("+Inf", 4));
    }

    @Test
    void publishes_what_waits_and_what_was_learned() {
        GatewayMetrics metrics = new GatewayMetrics();
        EngineFacts facts = new EngineFacts(new ScoringProfile("f00d", "bert/1", "b4916"), 2, 512,
                512, 256, EngineDevice.processor("p"), false);
        EngineLoad engine = new EngineLoad(0, facts, 2, 4, 0,
                Optional.of(new LearnedCost(2e6, 10_000, 0.5, 200)));

        LoadSnapshot load = new LoadSnapshot(3, 1_000, 7, 900,
                Map.of(JobClass.BATCH,
                        new ClassLoad(Map.of(new Caller("a"), new ClassLoad.CallerLoad(800, 0)),
                                0, 1)),
                new LoadSnapshot.TextSize(0.25, 512), 1_500_000_000L,
                12_345, List.of(engine));

        metrics.ofDeployment("bge").watch(watched(load));

        assertThat(metrics.scrape().lines()).contains(
                "ringrank_lane_busy_seconds_total{deployment=\"bge\"} 1.5",
                "ringrank_queued_pairs{deployment=\"bge\"} 40.0",
                "ringrank_queued_bytes{deployment=\"bge\"} 5000.0",
                "ringrank_queued_tokens{class=\"batch\",deployment=\"bge\"} 800.0",
                "ringrank_queued_tokens{class=\"interactive\",deployment=\"bge\"} 0.0",
                "ringrank_queued_callers{class=\"batch\",deployment=\"bge\"} 1.0",
                "ringrank_cache_entries{deployment=\"bge\"} 5.0",
                "ringrank_cache_bytes{deployment=\"bge\"} 600.0",
                "ringrank_cache_evictions_total{deployment=\"bge\"} 7.0",
                "ringrank_tokens_per_second{deployment=\"bge\"} 12345.0",
                "ringrank_batches_in_hand{deployment=\"bge\"} 4.0",
                "ringrank_batch_tokens_budget{deployment=\"bge\"} 200.0",
                "ringrank_batch_cost_seconds{deployment=\"bge\"} 0.002",
                "ringrank_batch_cost_seconds_per_token{deployment=\"bge\"} 1.0E-5",
                "ringrank_batch_cost_seconds_per_token_squared{deployment=\"bge\"} 5.0E-10");
    }

    @Test
    void counts_failures_by_code_and_partial_answers() {
        GatewayMetrics metrics = new GatewayMetrics();

        metrics.ofDeployment("bge").onFailure("would_be_late");
        metrics.ofDeployment("bge").onPartialAnswer();

        assertThat(metrics.scrape().lines()).contains(
                "ringrank_requests_failed_total{code=\"would_be_late\",deployment=\"bge\"} 1.0",
                "ringrank_answers_partial_total{deployment=\"bge\"} 1.0");
    }

    private static DeploymentMetrics.Watched watched(LoadSnapshot load) {
        AdmissionCredits credits = new AdmissionCredits(100, 10_000);
        credits.tryClaim(40, 5_000, 1);
        return new DeploymentMetrics.Watched() {
            @Override
            public LoadSnapshot load() {
                return load;
            }

            @Override
            public AdmissionCredits credits() {
                return credits;
            }

            @Override
            public ScoreCache.Stats cache() {
                return new ScoreCache.Stats(5, 600, 7);
            }
        };
    }

    private static String bucket(String percent, int count) {
        return "ringrank_batch_fill_bucket{deployment=\"bge\",le=\"" + percent + "\"} " + count;
    }
}
