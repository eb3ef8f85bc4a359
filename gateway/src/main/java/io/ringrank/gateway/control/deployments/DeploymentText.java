// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.audit.Changes;
import io.ringrank.gateway.dialect.ScoreMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a deployment is to be, in words for the audit log. */
final class DeploymentText {

    private DeploymentText() {}

    static String of(DeploymentSpec spec, Set<String> aliases) {
        return Changes.set(parts(spec, aliases));
    }

    static String ofChange(StoredDeployment old, StoredDeployment changed) {
        return Changes.between(parts(old.spec(), old.aliases()),
                parts(changed.spec(), changed.aliases()));
    }

    private static Map<String, @Nullable Object> parts(DeploymentSpec spec, Set<String> aliases) {
        DeploymentOptions options = spec.options();
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("source", spec.model());
        parts.put("replicas", options.replicas());
        parts.put("lanes", options.lanes());
        parts.put("device", options.device());
        parts.put("cache_bytes", options.cacheBytes());
        parts.put("cache_ttl_seconds", options.cacheTtlSeconds());
        parts.put("idle_unload_seconds", options.idleUnloadSeconds());
        parts.put("score_mode", ScoreMode.wordOf(options.scoreMode()));
        parts.put("aliases", aliases.isEmpty() ? null : new TreeSet<>(aliases));
        return parts;
    }
}
