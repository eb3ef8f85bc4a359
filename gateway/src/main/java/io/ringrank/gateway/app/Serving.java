// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import org.jspecify.annotations.Nullable;

/** What serves one name. Guarded by the fleet. */
final class Serving {

    Deployment current;
    /** Takes its place as soon as it can serve. */
    @Nullable
    Deployment next;
    /** What could not take its place, and why. */
    @Nullable
    DeploymentSpec refused;
    String whyRefused = "";

    Serving(Deployment current) {
        this.current = current;
    }

    /** What it is to be, as far as that has not failed. */
    boolean isOrBecomes(DeploymentSpec spec) {
        Deployment coming = next;
        DeploymentSpec last = coming != null ? coming.spec() : refused;
        return (last != null ? last : current.spec()).equals(spec);
    }

    DeploymentStatus status() {
        DeploymentStatus status = current.status();
        Deployment coming = next;
        if (coming != null) {
            return new DeploymentStatus(status.state(), "serves as before while "
                    + coming.spec().model() + " comes: " + coming.status().message(),
                    coming.status().percent(), true);
        }
        return refused == null
                ? status
                : new DeploymentStatus(status.state(),
                        "serves as before, since the change can't run: " + whyRefused);
    }
}
