// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import io.ringrank.scheduler.pair.Score;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZL_Result;

/**
 * The scheduler completes a ticket, or fails it if it was cancelled by then, and fails it once more;
 * meanwhile an event loop attaches itself to the outcome and cancels.
 */
@JCStressTest
@Outcome(id = "1, true, answered", expect = Expect.ACCEPTABLE, desc = "Answered before the cancel.")
@Outcome(id = "1, true, cancelled", expect = Expect.ACCEPTABLE,
        desc = "Cancelled before the answer.")
@Outcome(id = "0, .*", expect = Expect.FORBIDDEN, desc = "The reader never got an outcome.")
@Outcome(id = ".*, false, .*", expect = Expect.FORBIDDEN, desc = "The ticket completed twice.")
@Outcome(id = ".*, torn", expect = Expect.FORBIDDEN, desc = "The reader saw half an answer.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The reader got more than one outcome.")
@State
public class TicketStress {

    private static final DocumentOutcome SCORED =
            new DocumentOutcome.Scored(new Score(1.5f, 7, false),
                    false);

    private final Ticket ticket = new Ticket(2, () -> {});
    private final AtomicInteger seen = new AtomicInteger();
    private boolean secondRefused;
    private volatile @Nullable String kind;

    @Actor
    public void scheduler() {
        ticket.accept(0, SCORED);
        if (ticket.isCancelled()) {
            ticket.fail(new Failure.Cancelled());
            ticket.accept(1, SCORED);
        } else {
            ticket.accept(1, SCORED);
            ticket.complete(StageTimes.NONE);
        }
        try {
            ticket.fail(new Failure.ShuttingDown());
        } catch (IllegalStateException _) {
            secondRefused = true;
        }
    }

    @Actor
    public void eventLoop() {
        ticket.outcome().thenAccept(outcome -> {
            seen.incrementAndGet();
            kind = nameOf(outcome);
        });
        ticket.cancel();
    }

    @Arbiter
    public void judge(IZL_Result result) {
        result.r1 = seen.get();
        result.r2 = secondRefused;
        result.r3 = String.valueOf(kind);
    }

    private static String nameOf(RerankOutcome outcome) {
        return switch (outcome) {
            case RerankOutcome.Answered(var documents, _) ->
                documents.stream().allMatch(SCORED::equals) ? "answered" : "torn";
            case RerankOutcome.Failed(Failure.Cancelled()) -> "cancelled";
            case RerankOutcome.Failed(var failure) -> failure.toString();
        };
    }
}
