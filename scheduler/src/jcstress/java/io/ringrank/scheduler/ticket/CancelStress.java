// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The scheduler takes the note that something was cancelled, then looks which ticket it was. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "Looked before the cancel.")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "Saw the flag before the wake-up.")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "Woken, and the flag is there.")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "Woken, but the flag is not there.")
@State
public class CancelStress {

    private final AtomicBoolean noted = new AtomicBoolean();
    private final Ticket ticket = new Ticket(1, () -> noted.set(true));

    @Actor
    public void caller() {
        ticket.cancel();
    }

    @Actor
    public void scheduler(ZZ_Result result) {
        result.r1 = noted.getAndSet(false);
        result.r2 = ticket.isCancelled();
    }
}
