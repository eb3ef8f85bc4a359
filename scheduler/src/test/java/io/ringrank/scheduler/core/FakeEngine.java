// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps commands until the test has them answered. A token is a byte; a pair's score is the number of
 * its document's bytes, so that a test can tell scores apart. Windows of a document end at a bar.
 */
final class FakeEngine implements EnginePort {

    /** Of a document that must not be cut. */
    static final int MOST_TOKENS = 20;

    private static final Pattern BAR = Pattern.compile("[|]");

    static final ScoringProfile PROFILE = new ScoringProfile("f00d", "bert/1", "b4916");

    record Tokenize(long id, String query, List<String> documents, ScoringOptions options) {}

    record Score(long id, int lane, List<PreparedPair> batch) {
        int tokens() {
            return batch.stream().mapToInt(PreparedPair::tokens).sum();
        }
    }

    final ArrayDeque<Tokenize> tokenizing = new ArrayDeque<>();
    final ArrayDeque<Score> scoring = new ArrayDeque<>();
    final ArrayDeque<String> killedFor = new ArrayDeque<>();
    private final int engine;
    private final EngineFacts facts;

    FakeEngine(int engine, int lanes, int tokensPerBatch) {
        this(engine, lanes, tokensPerBatch, EngineDevice.processor("fake"));
    }

    FakeEngine(int engine, int lanes, int tokensPerBatch, EngineDevice device) {
        this.engine = engine;
        this.facts =
                new EngineFacts(PROFILE, lanes, tokensPerBatch, tokensPerBatch, 256, device, false);
    }

    EngineAnswer up() {
        return new EngineAnswer.Up(engine, this, facts);
    }

    EngineAnswer down(boolean restarting) {
        tokenizing.clear();
        scoring.clear();
        return new EngineAnswer.Down(engine, "killed", restarting);
    }

    @Override
    public void tokenize(long id, byte[] query, List<byte[]> documents, ScoringOptions options) {
        tokenizing.add(new Tokenize(id, text(query),
                documents.stream().map(FakeEngine::text).toList(), options));
    }

    @Override
    public void score(long id, int lane, List<PreparedPair> batch) {
        scoring.add(new Score(id, lane, batch));
    }

    @Override
    public void kill(String reason) {
        killedFor.add(reason);
    }

    EngineAnswer tokenized() {
        Tokenize call = tokenizing.remove();
        List<TokenizedDocument> rows = new ArrayList<>();
        for (String document : call.documents()) {
            rows.add(switch (call.options().longDocument()) {
                case LongDocument.MaxWindow _ -> windows(document);
                case LongDocument.Refuse() when document.length() > MOST_TOKENS ->
                    new TokenizedDocument.TooLong(document.length(), MOST_TOKENS);
                case LongDocument.Refuse(),LongDocument.Truncate() -> whole(document);
            });
        }
        return new EngineAnswer.Tokenized(engine, call.id(),
                new TokenizedQuery.Rows(row(call.query()), rows));
    }

    private static TokenizedDocument whole(String document) {
        return new TokenizedDocument.Suffixes(
                List.of(new TokenizedQuery.Suffix(row(document), false, null)));
    }

    private static TokenizedDocument windows(String document) {
        List<TokenizedQuery.Suffix> suffixes = new ArrayList<>();
        int start = 0;
        for (String window : List.of(BAR.split(document))) {
            int end = start + window.length();
            suffixes.add(new TokenizedQuery.Suffix(row(window), false,
                    new CharacterRange(start, end)));
            start = end + 1;
        }
        return new TokenizedDocument.Suffixes(suffixes);
    }

    EngineAnswer failedToTokenizeDocuments() {
        Tokenize call = tokenizing.remove();
        return new EngineAnswer.Tokenized(engine, call.id(), new TokenizedQuery.Rows(row("q"),
                call.documents()
                        .stream()
                        .map(_ -> (TokenizedDocument) new TokenizedDocument.Failed("too large"))
                        .toList()));
    }

    EngineAnswer queryTooLong() {
        return new EngineAnswer.Tokenized(engine, tokenizing.remove().id(),
                new TokenizedQuery.QueryTooLong(600, 500));
    }

    EngineAnswer scored() {
        return scoredIn(1_000);
    }

    EngineAnswer scoredIn(long computeNanos) {
        Score call = scoring.remove();
        float[] raw = new float[call.batch().size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = call.batch().get(i).suffix().length();
        }
        return new EngineAnswer.Scored(engine, call.id(), raw, computeNanos);
    }

    EngineAnswer scoredAs(float score) {
        Score call = scoring.remove();
        float[] raw = new float[call.batch().size()];
        java.util.Arrays.fill(raw, score);
        return new EngineAnswer.Scored(engine, call.id(), raw, 1_000);
    }

    /** The scores of the next batch, one for each row. */
    EngineAnswer scoredWith(float... raw) {
        return new EngineAnswer.Scored(engine, scoring.remove().id(), raw, 1_000);
    }

    EngineAnswer failedToScore() {
        return new EngineAnswer.CommandFailed(engine, scoring.remove().id(), "out of memory");
    }

    private static TokenRow row(String text) {
        return new TokenRow(text.chars().toArray());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
