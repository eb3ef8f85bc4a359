// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine with its supervisor: slow, frail, and exact about what it was promised. */
final class SimulatedEngine {

    /** A row as the engine knows it. */
    record Texts(int query, int document, int option, int window) {

        /** The same for all windows of a pair. */
        Texts pair() {
            return new Texts(query, document, option, 0);
        }
    }

    /** Sees every pair that goes to a lane and every one that comes back. */
    interface Watcher {
        void onScoring(Texts pair);

        void onDoneScoring(Texts pair);

        void onKill(boolean hung, String reason);

        void onPoisoned(Texts pair);
    }

    private static final long MILLI = 1_000_000;

    private final int number;
    private final SimulatedWorld world;
    private final VirtualTime time;
    private final EngineInbox inbox;
    private final Watcher watcher;

    /** Whether new troubles still come up; off when a run winds down. */
    boolean troubled = true;

    SimulatedEngine(int number, SimulatedWorld world, VirtualTime time, EngineInbox inbox,
            Watcher watcher) {
        this.number = number;
        this.world = world;
        this.time = time;
        this.inbox = inbox;
        this.watcher = watcher;
    }

    void start() {
        time.after(world.restartNanos(), this::comeUp);
    }

    private void comeUp() {
        inbox.offer(new EngineAnswer.Up(number, new Life(), new EngineFacts(SimulatedWorld.PROFILE,
                world.lanes, world.tokensPerBatch, world.tokensPerBatch, world.pairsPerBatch,
                world.device,
                world.takesInstruction)));
    }

    /** One process, from up to down. */
    private final class Life implements EnginePort {

        private final long[] laneFreeAtNanos = new long[world.lanes];
        private final Map<Integer, Integer> batchesOfLane = new HashMap<>();
        private final Set<Texts> inHand = new HashSet<>();
        private boolean dead;
        private boolean hung;

        Life() {
            Arrays.fill(laneFreeAtNanos, time.now());
        }

        @Override
        public void tokenize(long id, byte[] query, List<byte[]> documents,
                ScoringOptions options) {
            int queryNumber = SimulatedWorld.number(query);
            int option = SimulatedWorld.OPTIONS.indexOf(options);
            List<TokenizedDocument> rows = documents.stream()
                    .map(text -> SimulatedWorld.tokenized(SimulatedWorld.number(text), option))
                    .toList();
            EngineAnswer answer = new EngineAnswer.Tokenized(number, id,
                    world.isTooLong(queryNumber)
                            ? new TokenizedQuery.QueryTooLong(600, 500)
                            : new TokenizedQuery.Rows(
                                    SimulatedWorld.prefix(queryNumber, option), rows));
            time.after(world.between(1_000, world.tokenizeNanosMax), () -> say(answer));
        }

        @Override
        public void score(long id, int lane, List<PreparedPair> batch) {
            if (dead) {
                // Its Down is on the way.
                return;
            }
            int tokens = batch.stream().mapToInt(PreparedPair::tokens).sum();
            assertThat(tokens).as("tokens of a batch").isBetween(1, world.tokensPerBatch);
            assertThat(batch.size()).as("pairs of a batch").isBetween(1, world.pairsPerBatch);
            assertThat(batchesOfLane.merge(lane, 1, Integer::sum)).as("batches of a lane")
                    .isLessThanOrEqualTo(1 + world.device.batchesAheadMax());
            List<Texts> texts = batch.stream().map(Life::texts).toList();
            texts.forEach(this::take);
            long cost = world.batchNanos(tokens);
            long start = Math.max(time.now(), laneFreeAtNanos[lane]);
            long end = start + world.between(cost / 2, cost * 2);
            laneFreeAtNanos[lane] = end;
            time.after(end - time.now(), () -> finish(id, lane, texts, cost));
        }

        @Override
        public void kill(String reason) {
            watcher.onKill(hung, reason);
            time.after(world.between(MILLI, 50 * MILLI), () -> die("killed: " + reason));
        }

        private void take(Texts pair) {
            watcher.onScoring(pair);
            assertThat(inHand.add(pair) || pair.document() >= SimulatedWorld.BYPASSING)
                    .as("pair is new to the engine")
                    .isTrue();
        }

        private void finish(long id, int lane, List<Texts> texts, long computeNanos) {
            if (dead || hung) {
                sayLate(new EngineAnswer.Scored(number, id, new float[texts.size()], 1));
                return;
            }
            for (Texts pair : texts) {
                if (world.isPoison(pair)) {
                    watcher.onPoisoned(pair);
                    die("died on " + pair);
                    return;
                }
            }
            if (trouble(world.hangRate)) {
                hung = true;
                return;
            }
            if (trouble(world.deathRate)) {
                die("died for no reason");
                return;
            }
            batchesOfLane.merge(lane, -1, Integer::sum);
            float[] raw = new float[texts.size()];
            for (int i = 0; i < raw.length; i++) {
                Texts pair = texts.get(i);
                raw[i] = world.rawScore(pair);
                inHand.remove(pair);
                watcher.onDoneScoring(pair);
            }
            say(new EngineAnswer.Scored(number, id, raw, computeNanos));
        }

        private void say(EngineAnswer answer) {
            if (!dead && !hung) {
                inbox.offer(answer);
            } else {
                sayLate(answer);
            }
        }

        /** What a dead engine had sent may still be on its way. */
        private void sayLate(EngineAnswer answer) {
            if (dead && world.random.nextDouble() < world.lateAnswerRate) {
                inbox.offer(answer);
            }
        }

        private void die(String reason) {
            if (dead) {
                return;
            }
            dead = true;
            inHand.forEach(watcher::onDoneScoring);
            boolean givesUp = trouble(world.giveUpRate);
            inbox.offer(new EngineAnswer.Down(number, reason, !givesUp));
            time.after(givesUp ? 10 * world.restartNanos() : world.restartNanos(),
                    SimulatedEngine.this::comeUp);
        }

        private boolean trouble(double rate) {
            return troubled && world.random.nextDouble() < rate;
        }

        private static Texts texts(PreparedPair pair) {
            return SimulatedWorld.textsOf(pair);
        }
    }
}
