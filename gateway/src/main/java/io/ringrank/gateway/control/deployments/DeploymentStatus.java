// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import java.util.OptionalInt;

/**
 * How a deployment is.
 *
 * @param message the same as a part of a sentence, with what to do about it; may be empty
 * @param percent of a download that is here
 * @param replacing whether another one is on its way to take its place
 */
public record DeploymentStatus(DeploymentState state, String message, OptionalInt percent,
        boolean replacing) {

    public DeploymentStatus(DeploymentState state, String message, OptionalInt percent) {
        this(state, message, percent, false);
    }

    public DeploymentStatus(DeploymentState state, String message) {
        this(state, message, OptionalInt.empty());
    }
}
