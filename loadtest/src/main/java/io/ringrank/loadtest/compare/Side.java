// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.load.Flood;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.Question;
import io.ringrank.loadtest.load.Round;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;

/** One of the two servers, and how many questions it got. One round at a time. */
final class Side {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Target target;
    private long asked;

    Side(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** A load that waits as long as it takes. */
    HttpLoad load(int concurrency, int documents) {
        return new HttpLoad(target.patient(documents), concurrency);
    }

    /**
     * Keeps the connections of a load busy for some time with questions that were not asked before.
     *
     * @throws CommandFailedException if a request failed or lacked scores
     */
    Round run(HttpLoad load, LongFunction<Question> questions, double seconds)
            throws CommandFailedException {
        return whole(load.run((long) (seconds * NANOS_PER_SECOND), bodies(questions)));
    }

    /** Asks so many questions. */
    Round runAll(HttpLoad load, LongFunction<Question> questions, long requests)
            throws CommandFailedException {
        return whole(load.runAll(requests, bodies(questions)));
    }

    /** @throws CommandFailedException if a connection broke */
    Flood flood(HttpLoad load, LongFunction<Question> questions, Flood.Terms terms)
            throws CommandFailedException {
        try {
            return load.flood(terms, bodies(questions));
        } catch (CompletionException e) {
            throw new CommandFailedException(
                    target.name() + " left a request without an answer: " + e.getCause());
        }
    }

    /** Numbers go on over all loads, so that nothing is known to a cache. */
    private LongFunction<Buffer> bodies(LongFunction<Question> questions) {
        return _ -> target.dialect().body(questions.apply(asked++), target.model());
    }

    private Round whole(Round round) throws CommandFailedException {
        if (round.failed() > 0 || round.answered() == 0) {
            throw new CommandFailedException(
                    target.name() + " did not answer a request: " + round.problem());
        }
        return round;
    }
}
