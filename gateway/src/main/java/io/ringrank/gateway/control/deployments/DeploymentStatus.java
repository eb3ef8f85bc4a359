// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import java.util.OptionalInt;

/**
 * How a deployment is.
 *
 * @param message the same as a part of a sentence, with what to do about it; may be empty
 * @param percent of a download that is here
 * @param change what became of the wish that it be otherwise
 */
public record DeploymentStatus(DeploymentState state, String message, OptionalInt percent,
        Change change) {

    /** Of a deployment that serves. */
    public enum Change {
        NONE,
        /** Another one is on its way to take its place. */
        COMING,
        /** It can't run, so what served goes on. */
        FAILED
    }

    public DeploymentStatus(DeploymentState state, String message, OptionalInt percent) {
        this(state, message, percent, Change.NONE);
    }

    public DeploymentStatus(DeploymentState state, String message) {
        this(state, message, OptionalInt.empty());
    }
}
