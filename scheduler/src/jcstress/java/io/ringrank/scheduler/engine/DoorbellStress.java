// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A producer publishes work by a release store, as into the ring, and rings meanwhile. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The second look found the work.")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "The bell found the sleeper.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Slept although work was there: a lost wake-up.")
@State
public class DoorbellStress {

    /** Far more than any thread waits for a core. */
    private static final long LIMIT_NANOS = 1_000_000_000L;

    private final Doorbell doorbell = new Doorbell();
    private final AtomicBoolean work = new AtomicBoolean();
    private boolean seen;

    @Actor
    public void producer() {
        work.setRelease(true);
        doorbell.ring();
    }

    @Actor
    public void sleeper(ZZ_Result result) {
        long start = System.nanoTime();
        doorbell.sleep(this::look, LIMIT_NANOS);
        result.r1 = seen;
        result.r2 = System.nanoTime() - start >= LIMIT_NANOS;
    }

    private boolean look() {
        seen = work.getAcquire();
        return seen;
    }
}
