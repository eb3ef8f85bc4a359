// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentSpec;
import java.time.Instant;
import java.util.Set;

/**
 * A deployment as an administrator wants it.
 *
 * @param running whether it is to run
 * @param aliases other names by which requests may call it
 * @param createdBy the actor
 */
public record StoredDeployment(DeploymentSpec spec, boolean running, Set<String> aliases,
        String createdBy, Instant created) {

    public StoredDeployment {
        aliases = Set.copyOf(aliases);
    }
}
