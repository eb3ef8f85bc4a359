// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All numbers that the gateway publishes. Labels are deployment names and HTTP statuses only, never
 * what a client chose, so their number is bounded. Any thread.
 */
public final class GatewayMetrics {

    /** Stands for the deployment of requests that were refused before they reached one. */
    private static final String NO_DEPLOYMENT = "-";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, DeploymentMetrics> byDeployment = new ConcurrentHashMap<>();

    /** @param name of a deployment that exists, never a name that a client made up */
    public DeploymentMetrics ofDeployment(String name) {
        return byDeployment.computeIfAbsent(name, n -> new DeploymentMetrics(registry, n));
    }

    /** Of a deployment that is no more. */
    public void forget(String name) {
        DeploymentMetrics gone = byDeployment.remove(name);
        if (gone != null) {
            gone.remove();
        }
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
