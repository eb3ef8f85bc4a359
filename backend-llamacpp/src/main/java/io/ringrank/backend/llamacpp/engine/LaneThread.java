// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.link.LinkLimits;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Owns one lane and runs its batches, one after the other, as they came. */
final class LaneThread {

    /** What the library gets from the main thread of a C program. */
    private static final long STACK_BYTES = 8L << 20;

    private final LoadedModel model;
    private final Consumer<ToGateway.Answer> answers;
    private final CompletableFuture<Optional<LaneException>> opened = new CompletableFuture<>();
    private final ArrayBlockingQueue<ToEngine.Score> batches =
            new ArrayBlockingQueue<>(LinkLimits.BATCHES_PER_LANE_MAX);

    private LaneThread(LoadedModel model, Consumer<ToGateway.Answer> answers) {
        this.model = model;
        this.answers = answers;
    }

    /**
     * Starts the thread of one lane.
     *
     * @param answers takes one for each batch, from the lane's thread
     */
    static LaneThread start(int lane, LoadedModel model, Consumer<ToGateway.Answer> answers) {
        LaneThread thread = new LaneThread(model, answers);
        Thread.ofPlatform()
                .daemon()
                .stackSize(STACK_BYTES)
                .name("ringrank-lane-" + lane)
                .start(thread::run);
        return thread;
    }

    /** Waits until the lane is open. Any thread. */
    void awaitOpen() throws LaneException {
        Optional<LaneException> failure = opened.join();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Any thread; never waits. */
    boolean offer(ToEngine.Score command) {
        return batches.offer(command);
    }

    private void run() {
        try (Lane lane = model.openLane()) {
            opened.complete(Optional.empty());
            while (true) {
                answers.accept(answer(lane, batches.take()));
            }
        } catch (LaneException e) {
            opened.complete(Optional.of(e));
        } catch (InterruptedException _) {
            // Nobody interrupts; the thread ends with its process.
        }
    }

    private static ToGateway.Answer answer(Lane lane, ToEngine.Score command) {
        List<TokenRow> prefixes = command.prefixes().stream().map(TokenRow::of).toList();
        List<PreparedPair> rows = command.rows()
                .stream()
                .map(row -> new PreparedPair(prefixes.get(row.prefix()), TokenRow.of(row.suffix()),
                        false))
                .toList();
        long startNanos = System.nanoTime();
        try {
            float[] raw = lane.score(rows);
            return new ToGateway.Scored(command.id(), raw, System.nanoTime() - startNanos);
        } catch (LaneException e) {
            return new ToGateway.CommandFailed(command.id(), String.valueOf(e.getMessage()));
        }
    }
}
