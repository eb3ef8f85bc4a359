// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentSpec;
import java.time.Instant;

/**
 * A deployment as an administrator wants it.
 *
 * @param running whether it is to run
 * @param createdBy the actor
 */
public record StoredDeployment(DeploymentSpec spec, boolean running, String createdBy,
        Instant created) {}
