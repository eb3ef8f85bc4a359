// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.loadtest.JmhRounds;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;

/** Says what {@link PairsBench} measures, and the ratios of it. */
public final class PairsMain {

    private static final int ROUNDS = 9;
    private static final String KNOWN = "knownThroughTheDoor";
    private static final String KNOWN_BARE = "knownToCaffeine";
    private static final String NEW = "newThroughTheScheduler";
    private static final String NEW_BARE = "throughABareRing";
    private static final String HASHED = "hashed";

    private PairsMain() {}

    public static void main(String[] arguments) throws RunnerException {
        JmhRounds rounds = new JmhRounds(PairsBench.class, ROUNDS,
                List.of(KNOWN, KNOWN_BARE, NEW, NEW_BARE, HASHED));
        System.out.printf(Locale.ROOT, "hit ratio %.2f, ring ratio %.4f (hashing alone %.4f)%n",
                rounds.ratio(KNOWN_BARE, KNOWN), rounds.ratio(NEW_BARE, NEW),
                rounds.ratio(NEW_BARE, HASHED));
        System.out.printf(Locale.ROOT, "%.0f bytes a pair beside its text%n",
                rounds.of(NEW).bytes() / RingRace.DOCUMENTS - RingRace.TEXT_BYTES);
    }
}
