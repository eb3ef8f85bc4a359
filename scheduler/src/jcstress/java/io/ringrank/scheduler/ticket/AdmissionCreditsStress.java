// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two event loops claim and give back while there are pairs for both, but bytes for one, so that the
 * one refused has to put pairs back.
 */
@JCStressTest
@Outcome(id = "held, held, full", expect = Expect.ACCEPTABLE, desc = "One after the other.")
@Outcome(id = "held, refused, full", expect = Expect.ACCEPTABLE, desc = "The second was refused.")
@Outcome(id = "refused, held, full", expect = Expect.ACCEPTABLE, desc = "The first was refused.")
@Outcome(id = ".*below zero.*", expect = Expect.FORBIDDEN, desc = "Credits went below zero.")
@Outcome(id = ".*together.*", expect = Expect.FORBIDDEN, desc = "Both held the same credits.")
@Outcome(id = "refused, refused, .*", expect = Expect.FORBIDDEN, desc = "Nobody got the credits.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Credits were lost or made up.")
@State
public class AdmissionCreditsStress {

    private static final long PAIRS_MAX = 4;
    private static final long BYTES_MAX = 100;

    private final AdmissionCredits credits = new AdmissionCredits(PAIRS_MAX, BYTES_MAX);
    private final AtomicInteger holders = new AtomicInteger();

    @Actor
    public void first(LLL_Result result) {
        result.r1 = claimAndRelease();
    }

    @Actor
    public void second(LLL_Result result) {
        result.r2 = claimAndRelease();
    }

    @Arbiter
    public void judge(LLL_Result result) {
        long pairs = credits.pairsLeft();
        long bytes = credits.bytesLeft();
        long tokens = credits.tokensClaimed();
        result.r3 = pairs == PAIRS_MAX && bytes == BYTES_MAX && tokens == 0
                ? "full"
                : pairs + " pairs " + bytes + " bytes " + tokens + " tokens";
    }

    private String claimAndRelease() {
        boolean claimed = credits.tryClaim(2, 60, 5);
        boolean alone = !claimed || holders.incrementAndGet() == 1;
        boolean belowZero = credits.pairsLeft() < 0 || credits.bytesLeft() < 0;
        if (claimed) {
            holders.decrementAndGet();
            credits.release(2, 60, 5);
        }
        if (belowZero) {
            return "below zero";
        }
        if (!alone) {
            return "together";
        }
        return claimed ? "held" : "refused";
    }
}
