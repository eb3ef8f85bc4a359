// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.limit.KeyLimits;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API key may be used for.
 *
 * @param expires from when on it is no longer valid; null for never
 * @param deployments that it may use; null for all
 * @param scoreMode scale of the scores it gets, if a request doesn't say; null for the deployment's
 */
public record KeyGrant(Set<Scope> scopes, @Nullable Instant expires,
        @Nullable Set<String> deployments, KeyLimits limits,
        @Nullable ScoreMode scoreMode) {

    public KeyGrant {
        scopes = Set.copyOf(scopes);
        deployments = deployments == null ? null : Set.copyOf(deployments);
    }

    /** For ever, every deployment, as much as it likes. */
    public static KeyGrant unlimited(Set<Scope> scopes) {
        return new KeyGrant(scopes, null, null, KeyLimits.NONE, null);
    }

    boolean mayUse(String deployment) {
        return deployments == null || deployments.contains(deployment);
    }
}
