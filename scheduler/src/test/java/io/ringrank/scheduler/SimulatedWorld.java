// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * What a simulated run is like: how many texts, how fast and how frail its engines, all drawn from
 * the seed. Texts are their own numbers, so that token rows and scores can be checked.
 */
final class SimulatedWorld {

    static final ScoringProfile PROFILE = new ScoringProfile("f00d", "sim/1", "sim");

    private static final long MILLI = 1_000_000;

    /** Of all documents, one in so many is of this kind, where the run has the kind at all. */
    private static final int POISON_SHARE = 40;
    private static final int NAN_SHARE = 15;

    final RandomGenerator random;
    final int engines;
    final int lanes;
    final int tokensPerBatch;
    final int pairsPerBatch;
    final int queries;
    final int documents;
    final boolean poison;
    final boolean nan;
    final boolean longQueries;
    final double deathRate;
    final double hangRate;
    final double giveUpRate;
    final double lateAnswerRate;
    final EngineDevice device;
    final long tokenizeNanosMax;
    private final long nanosPerBatch;
    private final long nanosPerToken;
    private final double nanosPerSquare;

    SimulatedWorld(RandomGenerator random) {
        this.random = random;
        this.engines = 1 + random.nextInt(3);
        this.lanes = 1 + random.nextInt(4);
        boolean gpu = random.nextInt(3) == 0;
        this.tokensPerBatch = gpu ? pick(64, 512, 4096) : pick(24, 64, 256);
        this.pairsPerBatch = pick(2, 16, 256);
        this.queries = 1 + random.nextInt(6);
        this.documents = 5 + random.nextInt(200);
        this.poison = random.nextInt(4) == 0;
        this.nan = random.nextInt(4) == 0;
        this.longQueries = random.nextInt(6) == 0;
        this.deathRate = random.nextInt(3) == 0 ? 0.02 * random.nextDouble() : 0;
        this.hangRate = random.nextInt(4) == 0 ? 0.01 * random.nextDouble() : 0;
        this.giveUpRate = random.nextInt(8) == 0 ? 0.2 : 0;
        this.lateAnswerRate = random.nextInt(4) == 0 ? 0.5 : 0;
        this.device = gpu
                ? new EngineDevice("gpu", 1 + random.nextInt(2), pick(0, 300_000, 2_000_000))
                : EngineDevice.processor("processor");
        this.nanosPerBatch = gpu ? pick(500_000, 5_000_000) : 10_000;
        this.nanosPerToken = gpu ? pick(200, 2_000) : pick(1_000, 20_000, 100_000);
        this.nanosPerSquare = pick(0, 1) * nanosPerToken / 8192.0;
        this.tokenizeNanosMax = pick(100_000, 5_000_000, 200_000_000);
    }

    /** How long a lane computes, but for chance. */
    long batchNanos(long tokens) {
        return nanosPerBatch + nanosPerToken * tokens + (long) (nanosPerSquare * tokens * tokens);
    }

    int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Between one and the other, in nanoseconds. */
    long between(long fromNanos, long toNanos) {
        return random.nextLong(fromNanos, toNanos + 1);
    }

    long restartNanos() {
        return between(50 * MILLI, 2_000 * MILLI);
    }

    /** Whether engines of this run die or hang by themselves. */
    boolean isFrail() {
        return deathRate > 0 || hangRate > 0 || giveUpRate > 0;
    }

    boolean isPoison(int document) {
        return poison && document % POISON_SHARE == 3;
    }

    boolean isTooLong(int query) {
        return longQueries && query == 1;
    }

    boolean isNan(int document) {
        return nan && document % NAN_SHARE == 5;
    }

    static String query(int number) {
        return "q" + number;
    }

    static String document(int number) {
        return "d" + number + "x".repeat(number % 13);
    }

    static int number(byte[] text) {
        String letters = new String(text, StandardCharsets.UTF_8).replaceAll("[^0-9]", "");
        return Integer.parseInt(letters);
    }

    static TokenRow prefix(int query) {
        return new TokenRow(new int[]{query, 0, 0});
    }

    /** Longer documents have longer rows, up to what fits beside the prefix in the smallest batch. */
    static Suffix suffix(int document) {
        int[] ids = new int[1 + document % 20];
        ids[0] = document;
        return new Suffix(new TokenRow(ids), document % 20 == 19);
    }

    static int queryOf(PreparedPair pair) {
        return pair.prefix().ids()[0];
    }

    static int documentOf(PreparedPair pair) {
        return pair.suffix().ids()[0];
    }

    float rawScore(int query, int document) {
        return isNan(document) ? Float.NaN : query * 1_000 + document;
    }
}
