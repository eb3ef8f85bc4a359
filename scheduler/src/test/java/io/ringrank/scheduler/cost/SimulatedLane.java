// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

import java.util.ArrayDeque;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Lanes that always have work: full batches of pairs of mixed lengths go out as the model says and
 * come back with the cost of a known curve and some chance.
 */
final class SimulatedLane {

    static final int PAIR_TOKENS_MAX = 40;
    private static final int BATCHES_IN_HAND = 4;

    private final RandomGenerator random;
    private final CostModel model;
    private final ToDoubleFunction<RandomGenerator> chance;
    private final ArrayDeque<Sent> inHand = new ArrayDeque<>();
    LongToDoubleFunction curve;
    long batches;
    long candidates;

    private record Sent(Budget budget, long tokens, long nanos) {}

    SimulatedLane(RandomGenerator random, CostModel model, LongToDoubleFunction curve,
            ToDoubleFunction<RandomGenerator> chance) {
        this.random = random;
        this.model = model;
        this.curve = curve;
        this.chance = chance;
    }

    /** @return what a token of these batches costs on average, without the chance */
    double run(int count) {
        double nanos = 0;
        long tokens = 0;
        for (int i = 0; i < count; i++) {
            Sent sent = send();
            nanos += curve.applyAsDouble(sent.tokens);
            tokens += sent.tokens;
        }
        return nanos / tokens;
    }

    private Sent send() {
        Budget budget = model.budget();
        long tokens = 0;
        long next = pairTokens();
        while (tokens == 0 || tokens + next <= budget.tokens()) {
            tokens += next;
            next = pairTokens();
        }
        Sent sent = new Sent(budget, tokens,
                (long) (curve.applyAsDouble(tokens) * chance.applyAsDouble(random)));
        model.onSent(budget, tokens, true);
        batches++;
        candidates += budget.candidate() ? 1 : 0;
        inHand.add(sent);
        if (inHand.size() == BATCHES_IN_HAND) {
            Sent done = inHand.remove();
            model.onScored(done.budget, done.tokens, PAIR_TOKENS_MAX * done.tokens, true,
                    done.nanos);
        }
        return sent;
    }

    private long pairTokens() {
        return random.nextInt(5, PAIR_TOKENS_MAX + 1);
    }
}
