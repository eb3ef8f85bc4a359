// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.core.SchedulerListener.BatchReport;
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

    private static String bucket(String percent, int count) {
        return "ringrank_batch_fill_bucket{deployment=\"bge\",le=\"" + percent + "\"} " + count;
    }
}
