// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import io.ringrank.scheduler.pair.Score;

/** What became of one document of a job. */
public sealed interface DocumentOutcome {

    /** @param cached whether no engine had to compute it for this job */
    record Scored(Score score, boolean cached) implements DocumentOutcome {}

    /**
     * The document has more tokens than it may have, and its request wants it refused then.
     *
     * @param tokens of its text, maybe estimated
     * @param tokensMax that it may have
     */
    record TooLong(int tokens, int tokensMax) implements DocumentOutcome {}

    /** The job's time ran out before its turn came, and its caller takes what there is. */
    record Late() implements DocumentOutcome {}

    /**
     * The document alone could not be scored; its neighbours were.
     *
     * @param code stable, for programs
     * @param message for people
     */
    record Unscored(String code, String message) implements DocumentOutcome {}
}
