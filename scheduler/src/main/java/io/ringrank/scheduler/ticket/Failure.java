// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.time.Duration;

/** Why a job got no scores. Every case has one HTTP status, decided in one place in the gateway. */
public sealed interface Failure {

    /** The deployment has no engine that could answer soon. */
    record NotReady(String reason) implements Failure {}

    /** As much work is waiting as the deployment may hold. */
    record QueueFull(Duration retryAfter) implements Failure {}

    /**
     * It would not be done in the time it has.
     *
     * @param expected until it would be done
     * @param retryAfter until it could be done in its time
     */
    record WouldBeLate(Duration expected, Duration timeout, Duration retryAfter)
            implements
                Failure {}

    /** The job's own time ran out. */
    record DeadlinePassed(Duration timeout) implements Failure {}

    /** The query alone leaves no room for a document. */
    record QueryTooLong(int tokens, int tokensMax) implements Failure {}

    /** No document is short enough; these are the tokens of the first, and how many it may have. */
    record DocumentsTooLong(int tokens, int tokensMax) implements Failure {}

    /** The request gives an instruction, and the model takes none. */
    record InstructionNotSupported() implements Failure {}

    /** The engines could not do it, and trying again would not help now. */
    record EngineFailed(String message) implements Failure {}

    /** The server is going down and takes nothing new. */
    record ShuttingDown() implements Failure {}

    /** The caller went away. */
    record Cancelled() implements Failure {}
}
