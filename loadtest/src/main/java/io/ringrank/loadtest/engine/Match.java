// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.stats.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Two sides that compute the same plans in turn. One thread. */
final class Match {
    /*
     * On a machine that does other things too, what those take must fall on both sides alike. So a
     * round is made of turns of about half a second, and who begins changes with each turn.
     */

    private static final double TURN_SECONDS_MAX = 0.5;
    private static final int PAIRS_PER_TURN_MIN = 8;
    private static final long SEED_OF_WARM_UP = -1;

    private final Side side;
    private final Side yardstick;
    private final BatchPlan template;
    private final double scoreDifferenceMax;
    private final List<RoundResult> sideResults = new ArrayList<>();
    private final List<RoundResult> yardstickResults = new ArrayList<>();
    private int pairsPerTurn = PAIRS_PER_TURN_MIN;
    private int turnsPerRound = 1;
    private long turns;

    /**
     * @param template what is computed, but for its number of pairs; each turn has its own seed
     * @param scoreDifferenceMax how far mean scores may lie apart before the sides can't have
     *        computed the same
     */
    Match(Side side, Side yardstick, BatchPlan template, double scoreDifferenceMax) {
        this.side = side;
        this.yardstick = yardstick;
        this.template = template;
        this.scoreDifferenceMax = scoreDifferenceMax;
    }

    /** Warms both sides up, and finds out how much they compute in a round of that length. */
    void calibrate(double seconds) throws CommandFailedException {
        double turnSeconds = Math.min(seconds, TURN_SECONDS_MAX);
        double found = secondsOfATurn();
        while (found < turnSeconds) {
            pairsPerTurn *= 2;
            found = secondsOfATurn();
        }
        pairsPerTurn = (int) Math.max(PAIRS_PER_TURN_MIN,
                Math.round(pairsPerTurn * turnSeconds / found));
        turnsPerRound = (int) Math.max(1, Math.round(seconds / secondsOfATurn()));
    }

    private double secondsOfATurn() throws CommandFailedException {
        BatchPlan plan = plan(SEED_OF_WARM_UP);
        side.run(plan);
        return yardstick.run(plan).nanos() / 1e9;
    }

    /** Plays one round and returns what it gave, for people. */
    String round() throws CommandFailedException {
        Turn round = turn();
        for (int i = 1; i < turnsPerRound; i++) {
            round = round.plus(turn());
        }
        sideResults.add(round.ofSide);
        yardstickResults.add(round.ofYardstick);
        double rate = round.ofSide.pairsPerSecond();
        double yardstickRate = round.ofYardstick.pairsPerSecond();
        return String.format(Locale.ROOT, "%s %.1f pairs/s over %.1f, ratio %.3f",
                template.workload().label(), rate, yardstickRate, rate / yardstickRate);
    }

    private Turn turn() throws CommandFailedException {
        BatchPlan plan = plan(turns);
        Turn turn;
        if (turns++ % 2 == 0) {
            RoundResult ofSide = side.run(plan);
            turn = new Turn(ofSide, yardstick.run(plan));
        } else {
            RoundResult ofYardstick = yardstick.run(plan);
            turn = new Turn(side.run(plan), ofYardstick);
        }
        turn.requireSameScores(scoreDifferenceMax);
        return turn;
    }

    private record Turn(RoundResult ofSide, RoundResult ofYardstick) {

        Turn plus(Turn later) {
            return new Turn(ofSide.plus(later.ofSide), ofYardstick.plus(later.ofYardstick));
        }

        void requireSameScores(double differenceMax) throws CommandFailedException {
            double difference = Math.abs(ofSide.meanScore() - ofYardstick.meanScore());
            // Written so that NaN is a failure, too.
            if (!(difference <= differenceMax)) {
                throw new CommandFailedException("the same pairs were scored differently: mean "
                        + ofSide.meanScore() + " and " + ofYardstick.meanScore());
            }
        }
    }

    private BatchPlan plan(long turn) {
        return new BatchPlan(template.workload(), template.seed() + turn, pairsPerTurn,
                template.tokensPerBatch(), template.pairsPerBatch(), template.vocabularyTokens());
    }

    Workload workload() {
        return template.workload();
    }

    /** Pairs per second of the side over those of the yardstick. */
    Spread ratio() {
        return Spread.ofRatios(values(sideResults, RoundResult::pairsPerSecond),
                values(yardstickResults, RoundResult::pairsPerSecond));
    }

    /** The same per second of processor time; empty where rounds are too short to tell it. */
    Optional<Spread> cpuRatio() {
        boolean told = sideResults.stream().allMatch(result -> result.cpuNanos() > 0)
                && yardstickResults.stream().allMatch(result -> result.cpuNanos() > 0);
        return told
                ? Optional.of(Spread.ofRatios(
                        values(sideResults, RoundResult::pairsPerCpuSecond),
                        values(yardstickResults, RoundResult::pairsPerCpuSecond)))
                : Optional.empty();
    }

    Spread ofSide(ToDoubleFunction<RoundResult> figure) {
        return Spread.of(values(sideResults, figure));
    }

    Spread ofYardstick(ToDoubleFunction<RoundResult> figure) {
        return Spread.of(values(yardstickResults, figure));
    }

    private static double[] values(List<RoundResult> results,
            ToDoubleFunction<RoundResult> figure) {
        return results.stream().mapToDouble(figure).toArray();
    }
}
