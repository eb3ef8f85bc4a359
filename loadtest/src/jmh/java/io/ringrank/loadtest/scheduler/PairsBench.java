// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.RerankJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A request of 25 documents on each way through the scheduler, and what each way is compared with. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairsBench {

    private static final int REQUESTS = 1024;

    /** Scores that are known. */
    @State(Scope.Thread)
    public static class Known {
        @SuppressWarnings("NullAway.Init")
        private HitRace race;
        private int next;

        @Setup
        public void fill() throws InterruptedException {
            race = new HitRace();
        }

        @TearDown
        public void close() {
            race.close();
        }
    }

    /** Pairs that nobody waits for yet, an engine that costs nothing, and no cache. */
    @State(Scope.Thread)
    public static class Fresh {
        private final List<RerankJob> jobs = new RingRace().jobs(REQUESTS);
        @SuppressWarnings("NullAway.Init")
        private BenchedScheduler<InstantEngine> scheduler;

        @Setup
        public void start() throws InterruptedException {
            scheduler = new BenchedScheduler<>(0, InstantEngine::new);
        }

        @TearDown
        public void close() {
            scheduler.close();
        }
    }

    /** The ring alone. */
    @State(Scope.Thread)
    public static class Bare {
        private final BareRing ring = new BareRing();

        @TearDown
        public void close() {
            ring.close();
        }
    }

    /** The keys of pairs alone. */
    @State(Scope.Thread)
    public static class Hashed {
        private final PairKeys keys = new PairKeys(new byte[32]);
        private final ScoringProfile profile = new ScoringProfile("bench", "bench/1", "bench");
        private final RerankJob job = new RingRace().jobs(1).getFirst();
    }

    @Benchmark
    public int knownThroughTheDoor(Known known) {
        return known.race.askTheDoor(known.next++ & Integer.MAX_VALUE);
    }

    @Benchmark
    public int knownToCaffeine(Known known) {
        return known.race.askTheCache(known.next++ & Integer.MAX_VALUE);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void newThroughTheScheduler(Fresh fresh) throws InterruptedException {
        RingRace.pass(fresh.scheduler.reranker, fresh.jobs);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void throughABareRing(Bare bare) throws InterruptedException {
        bare.ring.pass(REQUESTS);
    }

    /** All 25 keys, folded together. */
    @Benchmark
    public int hashed(Hashed hashed) {
        PairKeys.ForQuery ofQuery = hashed.keys.forQuery(hashed.profile, ScoringOptions.DEFAULT,
                hashed.job.query().getBytes(StandardCharsets.UTF_8));
        int folded = 0;
        for (String text : hashed.job.documents()) {
            PairKey key = ofQuery.key(text.getBytes(StandardCharsets.UTF_8));
            folded ^= key.hashCode();
        }
        return folded;
    }
}
