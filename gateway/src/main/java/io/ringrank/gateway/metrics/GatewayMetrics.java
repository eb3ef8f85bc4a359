// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * All numbers that the gateway publishes. Labels are deployment names and HTTP statuses only, never
 * what a client chose, so their number is bounded. Any thread.
 */
public final class GatewayMetrics {

    /** Stands for the deployment of requests that were refused before they reached one. */
    private static final String NO_DEPLOYMENT = "-";

    private static final Duration[] LAGS = {Duration.ofMillis(1), Duration.ofMillis(5),
        Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(500), Duration.ofSeconds(2)};

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, DeploymentMetrics> byDeployment = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();
    /** Of deployments that are no more. Guarded by this. */
    private Totals gone = Totals.NONE;
    private final Timer lag = Timer.builder("ringrank.event.loop.lag")
            .description("By how much an event loop was late for what it was to do")
            .serviceLevelObjectives(LAGS)
            .register(registry);

    public GatewayMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** An event loop did late what it was to do. */
    public void onLag(long nanos) {
        lag.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Publishes how many bytes of models have come from hubs. */
    public void watchDownloads(LongSupplier bytes) {
        FunctionCounter.builder("ringrank.download.bytes", bytes, LongSupplier::getAsLong)
                .description("Bytes of models that came from hubs")
                .register(registry);
    }

    /** @param name of a deployment that exists, never a name that a client made up */
    public DeploymentMetrics ofDeployment(String name) {
        return byDeployment.computeIfAbsent(name,
                n -> new DeploymentMetrics(registry, n, latencies));
    }

    /** Of a deployment that is no more. */
    public synchronized void forget(String name) {
        DeploymentMetrics forgotten = byDeployment.remove(name);
        if (forgotten != null) {
            gone = gone.plus(forgotten.totals());
            forgotten.remove();
        }
    }

    /** Of all deployments that were ever there. */
    synchronized Totals totals() {
        return byDeployment.values()
                .stream()
                .map(DeploymentMetrics::totals)
                .reduce(gone, Totals::plus);
    }

    /** Of the requests since the last call. One thread at a time. */
    Optional<Sample.Latency> takeLatency() {
        return latencies.take();
    }

    /** Pairs that wait or run. */
    long queuedPairs() {
        return byDeployment.values().stream().mapToLong(DeploymentMetrics::queuedPairs).sum();
    }

    /** Lanes that are ready to score. */
    int lanes() {
        return byDeployment.values().stream().mapToInt(DeploymentMetrics::lanes).sum();
    }

    /** For requests that were refused before they reached a deployment. */
    public DeploymentMetrics ofNoDeployment() {
        return ofDeployment(NO_DEPLOYMENT);
    }

    /** Everything in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }
}
