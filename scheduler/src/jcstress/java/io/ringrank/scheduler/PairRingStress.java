// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import io.ringrank.scheduler.core.PairRequest;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * Event loops publish tickets that they filled in by plain writes, while the scheduler drains and
 * fails once on what it took. Two actors each: jcstress leaves out what needs more cores than there
 * are.
 */
public abstract class PairRingStress {

    private static final DocumentOutcome SCORED =
            new DocumentOutcome.Scored(new Score(1.5f, 7, false),
                    true);

    /** Enough that the scheduler mostly drains meanwhile. */
    private static final int TRIES_MAX = 100;

    private final PairRing ring;
    private final List<PairRequest> taken = new ArrayList<>(3);
    private boolean whole = true;
    private boolean firstIn;
    private boolean secondIn;

    PairRingStress(int slotCount) {
        this.ring = new PairRing(slotCount, new Doorbell());
    }

    /** One event loop fills the slot again as soon as the scheduler has drained it. */
    @JCStressTest
    @Outcome(id = "1, 1, true", expect = Expect.ACCEPTABLE, desc = "The ring was full for one.")
    @Outcome(id = "2, 2, true", expect = Expect.ACCEPTABLE, desc = "Both were taken, once each.")
    @Outcome(id = ".*, false", expect = Expect.FORBIDDEN, desc = "A request was half filled in.")
    @Outcome(id = "0, .*", expect = Expect.FORBIDDEN, desc = "An empty ring refused both.")
    @Outcome(id = "1, 0, .*|2, [01], .*", expect = Expect.FORBIDDEN, desc = "A request was lost.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A slot was not cleared: a request came twice.")
    @State
    public static class OneSlot extends PairRingStress {

        public OneSlot() {
            super(1);
        }

        @Actor
        public void eventLoop() {
            publishFirst();
            for (int i = 0; i < TRIES_MAX && !publishSecond(); i++) {
                Thread.onSpinWait();
            }
        }

        @Actor
        public void scheduler() {
            drainAndFail();
            drain();
        }

        @Arbiter
        public void judge(IIZ_Result result) {
            drainTheRest(result);
        }
    }

    /** Two event loops claim slots, of which the second may be published before the first. */
    @JCStressTest
    @Outcome(id = "2, 2, true", expect = Expect.ACCEPTABLE, desc = "Both were taken, once each.")
    @Outcome(id = ".*, false", expect = Expect.FORBIDDEN, desc = "A request was half filled in.")
    @Outcome(id = "[01], .*", expect = Expect.FORBIDDEN, desc = "A ring with room refused one.")
    @Outcome(id = "2, [01], .*", expect = Expect.FORBIDDEN, desc = "A request was lost.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A slot was not cleared: a request came twice.")
    @State
    public static class TwoEventLoops extends PairRingStress {

        public TwoEventLoops() {
            super(2);
        }

        @Actor
        public void eventLoop() {
            publishFirst();
        }

        @Actor
        public void otherEventLoopThenScheduler() {
            publishSecond();
            drainAndFail();
            drain();
        }

        @Arbiter
        public void judge(IIZ_Result result) {
            drainTheRest(result);
        }
    }

    final void publishFirst() {
        firstIn = ring.tryPublish(filledIn());
    }

    final boolean publishSecond() {
        secondIn = ring.tryPublish(filledIn());
        return secondIn;
    }

    final void drainAndFail() {
        drain(request -> {
            take(request);
            throw new IllegalStateException("planted");
        });
    }

    final void drain() {
        drain(this::take);
    }

    final void drainTheRest(IIZ_Result result) {
        drain();
        result.r1 = (firstIn ? 1 : 0) + (secondIn ? 1 : 0);
        result.r2 = taken.size();
        result.r3 = whole;
    }

    /** What is not cleared by a drain that failed comes again in the next one. */
    private void drain(Consumer<PairRequest> consumer) {
        try {
            ring.drain(consumer);
        } catch (Exception _) {
            // Planted.
        }
    }

    private void take(PairRequest request) {
        if (!taken.contains(request)) {
            // The last document is missing only if the first one's outcome came across.
            whole &= request.ticket().accept(1, SCORED);
        }
        taken.add(request);
    }

    private static PairRequest filledIn() {
        Ticket ticket = new Ticket(2, () -> {});
        ticket.accept(0, SCORED);
        return new PairRequest(ticket, new Caller("stress"), new byte[0],
                ScoringOptions.DEFAULT, List.of(), JobTerms.within(1), 0, 0);
    }
}
