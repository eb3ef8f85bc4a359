// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.scheduler.core.Readiness;
import io.ringrank.scheduler.pair.ScoringProfile;
import java.util.Optional;

/**
 * Where a deployment is that is to run, as its parts are at this moment. Nothing of it is stored: after a
 * restart it begins anew, so no state that passes can stay. Immutable; any thread.
 */
sealed interface Phase {

    /** In the words of the control plane. */
    DeploymentStatus status();

    /** As the parts are now. */
    static Phase of(Readiness readiness, EngineStates engines, ModelFetch fetch, ServedModel model,
            boolean tested) {
        return switch (readiness) {
            case Readiness.Starting() -> engines.isEmpty()
                    ? new Fetching(fetch.status())
                    : new Loading(engines.whatIsMissing(fetch));
            case Readiness.Serving(ScoringProfile _, boolean _, int lanes) -> lanes == 0
                    ? new WithoutLanes(engines.whatIsMissing(fetch))
                    : new Serving(model.wrongScores(), tested);
            case Readiness.Unavailable(String reason) -> new Failed(reason);
        };
    }

    /** @param status of what is done until the model is here and examined */
    record Fetching(DeploymentStatus status) implements Phase {}

    /** @param missing what the first engine that doesn't run yet is doing */
    record Loading(String missing) implements Phase {

        @Override
        public DeploymentStatus status() {
            return new DeploymentStatus(DeploymentState.STARTING, missing);
        }
    }

    /**
     * @param wrongScores why it must not answer, or not yet
     * @param tested whether the self-test is over
     */
    record Serving(Optional<String> wrongScores, boolean tested) implements Phase {

        @Override
        public DeploymentStatus status() {
            return wrongScores
                    .map(reason -> new DeploymentStatus(
                            tested ? DeploymentState.ERROR : DeploymentState.STARTING, reason))
                    .orElseGet(() -> new DeploymentStatus(DeploymentState.RUNNING, ""));
        }
    }

    /**
     * Its engines ran, and start again.
     *
     * @param missing why the first of them doesn't run
     */
    record WithoutLanes(String missing) implements Phase {

        @Override
        public DeploymentStatus status() {
            return new DeploymentStatus(DeploymentState.UNREACHABLE, missing);
        }
    }

    /** No engine runs, and none will without somebody's help. */
    record Failed(String reason) implements Phase {

        @Override
        public DeploymentStatus status() {
            return new DeploymentStatus(DeploymentState.ERROR, reason);
        }
    }
}
