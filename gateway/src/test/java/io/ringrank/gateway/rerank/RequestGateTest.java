// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestGateTest {

    private static boolean isDone(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    @Test
    void is_drained_at_once_when_nobody_is_inside() {
        RequestGate gate = new RequestGate();
        assertThat(gate.tryEnter()).isTrue();
        gate.leave();

        assertThat(isDone(gate.drain())).isTrue();
        assertThat(gate.tryEnter()).isFalse();
        assertThat(gate.isDraining()).isTrue();
    }

    @Test
    void is_drained_when_the_last_one_leaves() {
        RequestGate gate = new RequestGate();
        gate.tryEnter();
        gate.tryEnter();
        CompletionStage<Void> drained = gate.drain();

        gate.leave();
        assertThat(gate.tryEnter()).isFalse();
        assertThat(isDone(drained)).isFalse();
        gate.leave();
        assertThat(isDone(drained)).isTrue();
    }

    @Test
    void tells_those_that_wait_outside_when_it_closes_and_those_that_come_later() {
        RequestGate gate = new RequestGate();
        List<String> told = new ArrayList<>();
        Runnable gone = () -> told.add("gone");
        gate.waitOutside(gone);
        gate.leaveOutside(gone);
        gate.waitOutside(() -> told.add("waiting"));
        assertThat(told).isEmpty();

        assertThat(isDone(gate.drain())).isTrue();
        assertThat(told).containsExactly("waiting");
        gate.waitOutside(() -> told.add("late"));
        assertThat(told).containsExactly("waiting", "late");
    }

    @Test
    void lets_nobody_in_after_it_said_that_it_is_drained() throws Exception {
        for (int round = 0; round < 1000; round++) {
            RequestGate gate = new RequestGate();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger insideWhenDrained = new AtomicInteger(-1);
            CountDownLatch start = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                for (int i = 0; i < 3; i++) {
                    threads.execute(() -> enterOftenUntilRefused(gate, inside, start));
                }
                threads.execute(() -> gate.drain()
                        .thenRun(() -> insideWhenDrained.set(inside.get())));
                start.countDown();
                threads.shutdown();
                assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(insideWhenDrained).as("round %d", round).hasValue(0);
        }
    }

    private static void enterOftenUntilRefused(RequestGate gate, AtomicInteger inside,
            CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        while (gate.tryEnter()) {
            inside.incrementAndGet();
            inside.decrementAndGet();
            gate.leave();
        }
    }
}
