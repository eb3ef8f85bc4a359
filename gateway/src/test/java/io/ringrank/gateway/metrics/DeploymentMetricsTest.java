// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.pair.ScoringProfile;
import java.util.List;
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
                256, EngineDevice.processor("p"), false);
        EngineLoad engine = new EngineLoad(0, facts, 2, 4, 0,
                Optional.of(new LearnedCost(2e6, 10_000, 0.5, 200)));

        metrics.ofDeployment("bge")
                .watch(() -> new LoadSnapshot(3, 7, 900, 1_500_000_000L, List.of(engine)),
                        queue(40, 5_000));

        assertThat(metrics.scrape().lines()).contains(
                "ringrank_lane_busy_seconds_total{deployment=\"bge\"} 1.5",
                "ringrank_queued_pairs{deployment=\"bge\"} 40.0",
                "ringrank_queued_bytes{deployment=\"bge\"} 5000.0",
                "ringrank_queued_tokens{deployment=\"bge\"} 900.0",
                "ringrank_batches_in_hand{deployment=\"bge\"} 4.0",
                "ringrank_batch_tokens_budget{deployment=\"bge\"} 200.0",
                "ringrank_batch_cost_seconds{deployment=\"bge\"} 0.002",
                "ringrank_batch_cost_seconds_per_token{deployment=\"bge\"} 1.0E-5",
                "ringrank_batch_cost_seconds_per_token_squared{deployment=\"bge\"} 5.0E-10");
        // Two lanes, 200 tokens in 2 + 2 + 0.02 ms.
        assertThat(metrics.scrape()).contains(
                "ringrank_tokens_per_second{deployment=\"bge\"} 99502.4");
    }

    private static DeploymentMetrics.QueueSize queue(long pairs, long bytes) {
        return new DeploymentMetrics.QueueSize() {
            @Override
            public long pairs() {
                return pairs;
            }

            @Override
            public long bytes() {
                return bytes;
            }
        };
    }

    private static String bucket(String percent, int count) {
        return "ringrank_batch_fill_bucket{deployment=\"bge\",le=\"" + percent + "\"} " + count;
    }
}
