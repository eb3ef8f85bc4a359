// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.control.deployments.DeploymentStatus.Change;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What serves one name. Guarded by the fleet. */
final class Serving {

    Deployment current;
    /** Takes its place as soon as it can serve. */
    private @Nullable Deployment next;
    /** What could not take its place, and why. */
    @Nullable
    DeploymentSpec refused;
    private String whyRefused = "";

    Serving(Deployment current) {
        this.current = current;
    }

    @Nullable
    Deployment next() {
        return next;
    }

    /** @param coming null if it is there, or given up */
    void expect(@Nullable Deployment coming) {
        next = coming;
        current.expect(coming);
    }

    /** What it is to be, as far as that has not failed. */
    boolean isOrBecomes(DeploymentSpec spec) {
        Deployment coming = next;
        DeploymentSpec last = coming != null ? coming.spec() : refused;
        return (last != null ? last : current.spec()).equals(spec);
    }

    /** What serves, and what comes. */
    List<Deployment> all() {
        return next == null ? List.of(current) : List.of(current, next);
    }

    /** Whether it is as it is to be, and nothing comes in its place. */
    boolean serves(DeploymentSpec spec) {
        return next == null && refused == null && current.spec().equals(spec) && current.serves();
    }

    /** A change can't run; if it was none, but only for more lanes, there is nothing to tell. */
    void refuse(DeploymentSpec spec, String why) {
        if (!current.spec().equals(spec)) {
            refused = spec;
            whyRefused = why;
        }
    }

    DeploymentStatus status() {
        DeploymentStatus status = current.status();
        Deployment coming = next;
        if (coming != null) {
            String message = coming.status().message();
            return new DeploymentStatus(status.state(), "serves as before while "
                    + coming.spec().model() + " comes: "
                    + (message.isEmpty() ? "it is about to take over" : message),
                    coming.status().percent(), Change.COMING);
        }
        return refused == null
                ? status
                : new DeploymentStatus(status.state(),
                        "serves as before, since the change can't run: " + whyRefused
                                + " (change it back, or it can't run after a restart)",
                        OptionalInt.empty(), Change.FAILED);
    }
}
