// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.client.EngineHost;
import io.ringrank.backend.llamacpp.client.EngineJvm;
import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.scheduler.core.SchedulerLimits;
import io.ringrank.scheduler.pair.PairKeys;
import java.time.Duration;

/**
 * What all deployments of a server share. Any thread.
 *
 * @param costs what batches cost, as was learned earlier
 */
record Surroundings(EngineHost engines, ModelFiles models, EngineJvm jvm, SchedulerLimits limits,
        PairKeys keys, CostFile costs, Progress progress) {

    /** The limits of a deployment with these options. */
    SchedulerLimits limits(DeploymentOptions options) {
        Long bytes = options.cacheBytes();
        Integer seconds = options.cacheTtlSeconds();
        return limits.withCache(bytes == null ? limits.cacheBytesMax() : bytes,
                seconds == null ? limits.cacheTtl() : Duration.ofSeconds(seconds));
    }
}
