// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

/** What an engine, or whoever watches over it, tells the scheduler. {@code engine} names it. */
public sealed interface EngineAnswer {

    int engine();

    /** The engine has loaded its model and takes commands through {@code port}. */
    record Up(int engine, EnginePort port, EngineFacts facts) implements EngineAnswer {}

    /** The answer to a tokenize command. */
    record Tokenized(int engine, long id, TokenizedQuery result) implements EngineAnswer {}

    /**
     * The answer to a score command.
     *
     * @param raw one score for each pair of the batch; NaN where the model gave none
     * @param computeNanos how long the lane computed
     */
    record Scored(int engine, long id, float[] raw, long computeNanos) implements EngineAnswer {}

    /** The engine is well but could not do what the command asked. */
    record CommandFailed(int engine, long id, String message) implements EngineAnswer {}

    /**
     * The engine is gone and with it everything it was doing. Said once after each {@link Up}, and
     * once for a start that failed.
     *
     * @param reason what happened, in words for an operator
     * @param restarting whether another start is under way or planned
     */
    record Down(int engine, String reason, boolean restarting) implements EngineAnswer {}
}
