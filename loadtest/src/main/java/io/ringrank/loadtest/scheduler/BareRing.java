// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import java.util.concurrent.Semaphore;

/** A Disruptor as the scheduler has it, with a reader that does nothing. One thread hands in. */
final class BareRing implements AutoCloseable {

    private static final int SLOTS = 1024;

    private final Disruptor<Slot> disruptor = new Disruptor<>(Slot::new, SLOTS,
            DaemonThreadFactory.INSTANCE, ProducerType.MULTI, new BlockingWaitStrategy());
    private final Semaphore passed = new Semaphore(0);
    private final RingBuffer<Slot> ring;

    private static final class Slot {
        private Object event = "";
        private boolean last;
    }

    BareRing() {
        disruptor.handleEventsWith((slot, _, _) -> {
            slot.event = "";
            if (slot.last) {
                passed.release();
            }
        });
        ring = disruptor.start();
    }

    /** Returns when so many have come out. */
    void pass(long events) throws InterruptedException {
        for (long i = 1; i <= events; i++) {
            ring.publishEvent((slot, _, last) -> {
                slot.event = passed;
                slot.last = last;
            }, i == events);
        }
        passed.acquire();
    }

    @Override
    public void close() {
        disruptor.halt();
    }
}
