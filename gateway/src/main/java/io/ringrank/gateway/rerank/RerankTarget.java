// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.Submission;
import org.jspecify.annotations.Nullable;

/** One deployment, as the door sees it. Any thread. */
public interface RerankTarget {

    /** As requests name it, and answers. */
    String name();

    State state();

    /** How it is in one word, as the control plane says it; for operators. */
    String stateWord();

    /** Scale of its scores, if neither request nor key says; null for that of the dialect. */
    default @Nullable ScoreMode scoreMode() {
        return null;
    }

    /** For operators, whom it may cost more than {@link #state()}. */
    TargetDetails details();

    /** Takes a job in, or completes it at once with the reason why not. Never waits. */
    Submission submit(RerankJob job);

    /** Whether a deployment runs. */
    sealed interface State {

        /** At least one lane is ready. */
        record Ready() implements State {}

        /** Nobody wants it to run. */
        record Stopped() implements State {}

        /** Its engines ended because nobody asked; the next request waits for them. */
        record Idle() implements State {}

        /** It should run and doesn't, or not yet. */
        record NotReady(String reason) implements State {}
    }
}
