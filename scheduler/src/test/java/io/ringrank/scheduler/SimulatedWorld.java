// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.SimulatedEngine.Texts;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated run is like: how many texts, how fast and how frail its engines, all drawn from
 * the seed. Texts are their own numbers, so that token rows and scores can be checked.
 */
final class SimulatedWorld {

    /** Documents from this number on are only asked for by those who bypass the cache. */
    static final int BYPASSING = 100_000;

    static final ScoringProfile PROFILE = new ScoringProfile("f00d", "sim/1", "sim");

    static final int PLAIN = 0;
    static final int IN_WINDOWS = 1;
    static final int REFUSE_LONG = 2;
    static final int INSTRUCTED = 3;

    /** What a request may ask for, by number. */
    static final List<ScoringOptions> OPTIONS = List.of(ScoringOptions.DEFAULT,
            new ScoringOptions("", 0,
                    new LongDocument.MaxWindow(0, LongDocument.MaxWindow.OVERLAP_DEFAULT)),
            new ScoringOptions("", 15, new LongDocument.Refuse()),
            new ScoringOptions("is it red?", 0, new LongDocument.Truncate()));

    private static final long MILLI = 1_000_000;
    private static final int WINDOWS_MAX = 7;
    private static final int WINDOW_STEP = 10;
    private static final int WINDOW_CHARACTERS = 15;

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
    final int callers;
    final boolean poison;
    final boolean nan;
    final boolean longQueries;
    final int options;
    final boolean takesInstruction;
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
        this.documents = 5 + random.nextInt(pick(10, 200));
        this.callers = pick(1, 2, 20);
        this.poison = random.nextInt(4) == 0;
        this.nan = random.nextInt(4) == 0;
        this.longQueries = random.nextInt(6) == 0;
        this.options = pick(1, 2, OPTIONS.size());
        this.takesInstruction = random.nextInt(4) > 0;
        this.deathRate = random.nextInt(3) == 0 ? 0.02 * random.nextDouble() : 0;
        this.hangRate = random.nextInt(4) == 0 ? 0.01 * random.nextDouble() : 0;
        this.giveUpRate = random.nextInt(8) == 0 ? 0.2 : 0;
        this.lateAnswerRate = random.nextInt(4) == 0 ? 0.5 : 0;
        this.device = gpu
                ? new EngineDevice("gpu", 1 + random.nextInt(2), pick(0, 300_000, 2_000_000))
                : EngineDevice.processor("processor");
        this.nanosPerBatch = gpu ? pick(500_000, 5_000_000) : 10_000;
        this.nanosPerToken = gpu ? pick(200, 2_000) : pick(1_000, 20_000, 100_000, 1_000_000);
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

    /** Of some poisonous documents every window is, of others the last one only. */
    boolean isPoison(Texts row) {
        boolean everyWindow = row.document() / POISON_SHARE % 2 == 0;
        return isPoison(row.document())
                && (everyWindow || row.window() == windows(row.document(), row.option()) - 1);
    }

    boolean isTooLong(int query) {
        return longQueries && query == 1;
    }

    /** Of some documents every window has no score, of others only the one that were the best. */
    private boolean isNan(Texts row) {
        boolean everyWindow = row.document() / NAN_SHARE % 2 == 0;
        return nan && row.document() % NAN_SHARE == 5
                && (everyWindow || row.window() == best(row.document(), row.option()));
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

    static TokenRow prefix(int query, int option) {
        return new TokenRow(new int[]{query, option, 0});
    }

    static TokenizedDocument tokenized(int document, int option) {
        if (isTooLong(document, option)) {
            return new TokenizedDocument.TooLong(document % 20, 15);
        }
        List<Suffix> suffixes = new ArrayList<>();
        for (int window = 0; window < windows(document, option); window++) {
            int[] ids = new int[rowTokens(document, window) - 3];
            ids[0] = document * WINDOWS_MAX + window;
            suffixes.add(new Suffix(new TokenRow(ids),
                    document % 20 == 19 && window == windows(document, option) - 1,
                    range(document, option, window)));
        }
        return new TokenizedDocument.Suffixes(suffixes);
    }

    static boolean isTooLong(int document, int option) {
        return option == REFUSE_LONG && document % 20 >= 15;
    }

    private static int windows(int document, int option) {
        return option == IN_WINDOWS ? 1 + document % WINDOWS_MAX : 1;
    }

    private static int best(int document, int option) {
        return document / WINDOWS_MAX % windows(document, option);
    }

    /** Longer documents have longer rows, up to what fits beside the prefix in the smallest batch. */
    private static int rowTokens(int document, int window) {
        return 3 + 1 + (document + window) % 20;
    }

    private static @Nullable CharacterRange range(int document, int option, int window) {
        return windows(document, option) == 1
                ? null
                : new CharacterRange(window * WINDOW_STEP,
                        window * WINDOW_STEP + WINDOW_CHARACTERS);
    }

    static Texts textsOf(PreparedPair pair) {
        int document = pair.suffix().at(0) / WINDOWS_MAX;
        return new Texts(pair.prefix().at(0), document, pair.prefix().at(1),
                pair.suffix().at(0) % WINDOWS_MAX);
    }

    float rawScore(Texts row) {
        int worse = row.window() == best(row.document(), row.option()) ? 0 : 1 + row.window();
        return isNan(row)
                ? Float.NaN
                : row.query() * 1_000 + row.document() - worse + row.option() * 0.125f;
    }

    /** What a pair must get; null if it has no score. */
    @Nullable
    Score score(int query, int document, int option) {
        float raw = Float.NEGATIVE_INFINITY;
        int tokens = 0;
        CharacterRange range = null;
        for (int window = 0; window < windows(document, option); window++) {
            tokens += rowTokens(document, window);
            float score = rawScore(new Texts(query, document, option, window));
            if (score > raw) {
                raw = score;
                range = range(document, option, window);
            }
        }
        return Float.isInfinite(raw)
                ? null
                : new Score(raw, tokens, document % 20 == 19, range);
    }
}
