// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.metrics.GatewayMetrics;
import java.time.Duration;

/**
 * What a fleet needs. Any thread.
 *
 * @param drainTime that admitted work has when its deployment ends
 */
record FleetParts(Planner planner, Surroundings surroundings, GatewayMetrics metrics,
        Duration drainTime) {

    /** Plans the engines of one deployment. */
    @FunctionalInterface
    interface Planner {

        DeploymentPlan plan(DeploymentOptions options, Share share);
    }

    /**
     * A deployment among those that share the cores.
     *
     * @param index from 0
     * @param deployments that run then, as far as is known
     */
    record Share(int index, int deployments) {}

    Deployment start(DeploymentSpec spec, Share share, DeploymentOrigin origin) {
        return Deployment.start(spec, planner.plan(spec.options(), share), surroundings,
                metrics.ofDeployment(spec.name()), origin);
    }
}
