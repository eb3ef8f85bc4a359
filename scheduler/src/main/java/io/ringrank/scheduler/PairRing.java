// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.ringrank.scheduler.core.PairRequest;
import io.ringrank.scheduler.engine.Doorbell;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where requests cross from event loops to the scheduler thread: one slot each, in the ring whole or
 * refused whole.
 */
final class PairRing {
    /*
     * Disruptor's own consumer ends for ever when a handler throws and waits by its own rules, so
     * the scheduler thread polls instead and sleeps on the doorbell. A slot is cleared as soon as it
     * is copied out: the ring is long, and texts are big.
     */

    private final RingBuffer<Slot> slots;
    private final EventPoller<Slot> poller;
    private final Doorbell doorbell;

    private static final class Slot {
        private @Nullable PairRequest request;
    }

    PairRing(int slotCount, Doorbell doorbell) {
        this.slots = RingBuffer.createMultiProducer(Slot::new, slotCount);
        this.poller = slots.newPoller();
        this.slots.addGatingSequences(poller.getSequence());
        this.doorbell = doorbell;
    }

    /** Puts a request in, or returns false when the ring is full. Any thread; never waits. */
    boolean tryPublish(PairRequest request) {
        long sequence;
        try {
            sequence = slots.tryNext();
        } catch (InsufficientCapacityException _) {
            return false;
        }
        slots.get(sequence).request = request;
        slots.publish(sequence);
        doorbell.ring();
        return true;
    }

    /**
     * Hands over everything that was published. Scheduler thread only.
     *
     * @return how many requests there were
     */
    int drain(Consumer<PairRequest> consumer) throws Exception {
        int[] count = {0};
        poller.poll((slot, _, _) -> {
            PairRequest request = slot.request;
            slot.request = null;
            if (request != null) {
                count[0]++;
                consumer.accept(request);
            }
            return true;
        });
        return count[0];
    }

    /** Whether nothing waits. Scheduler thread only. */
    boolean isEmpty() {
        return poller.getSequence().get() == slots.getCursor();
    }
}
