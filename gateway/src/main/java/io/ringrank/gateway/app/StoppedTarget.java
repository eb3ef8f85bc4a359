// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.Submission;
import java.util.List;
import java.util.Optional;

/** A deployment that is there and that nobody wants to run. Any thread. */
record StoppedTarget(String name) implements RerankTarget {

    @Override
    public State state() {
        return new State.Stopped();
    }

    @Override
    public String stateWord() {
        return DeploymentState.STOPPED.word();
    }

    @Override
    public TargetDetails details() {
        return new TargetDetails(List.of(), LoadSnapshot.NONE, 0, 0, Optional.empty());
    }

    @Override
    public Submission submit(RerankJob job) {
        return Entrance.refused(job, new Failure.NotReady("it is stopped"));
    }
}
