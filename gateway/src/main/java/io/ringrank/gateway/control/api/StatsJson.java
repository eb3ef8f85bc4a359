// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.metrics.History;
import io.ringrank.gateway.metrics.Sample;
import java.util.Collection;
import java.util.OptionalDouble;

/** Writes what the server does. What there was none of is left out. Any thread. */
final class StatsJson {

    private static final double THOUSAND = 1e3;

    private StatsJson() {}

    static ObjectNode of(Collection<Sample> samples) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("interval_seconds", History.INTERVAL.toSeconds());
        ArrayNode array = node.putArray("samples");
        samples.forEach(sample -> array.add(of(sample)));
        return node;
    }

    static ObjectNode of(Sample sample) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("at", sample.at().toString())
                .put("requests_per_second", rounded(sample.requestsPerSecond()))
                .put("errors_per_second", rounded(sample.errorsPerSecond()))
                .put("pairs_per_second", rounded(sample.pairsPerSecond()))
                .put("tokens_per_second", rounded(sample.tokensPerSecond()))
                .put("queued_pairs", sample.queuedPairs());
        sample.latency()
                .ifPresent(latency -> node.put("p50_ms", rounded(latency.p50Millis()))
                        .put("p95_ms", rounded(latency.p95Millis()))
                        .put("p99_ms", rounded(latency.p99Millis())));
        share(node, "batch_fill", sample.batchFill());
        share(node, "cache_hits", sample.cacheHits());
        share(node, "lanes_busy", sample.lanesBusy());
        return node;
    }

    private static void share(ObjectNode node, String name, OptionalDouble share) {
        share.ifPresent(value -> node.put(name, rounded(value)));
    }

    /** To three decimals. */
    private static double rounded(double value) {
        return Math.round(value * THOUSAND) / THOUSAND;
    }
}
