// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/** Pairs whose scores are known, through the door, against hashing them and asking Caffeine. */
final class HitRace implements AutoCloseable {

    private static final int REQUESTS = 200;
    private static final int DOCUMENT_BYTES = 512;
    private static final String QUERY = "what is measured here";
    private static final long CACHE_BYTES = 64 << 20;

    private final BenchedScheduler<InstantEngine> scheduler =
            new BenchedScheduler<>(CACHE_BYTES, InstantEngine::new);
    private final List<RerankJob> jobs = new ArrayList<>();
    private final PairKeys keys = new PairKeys(new byte[32]);
    private final ScoringProfile profile = new ScoringProfile("bench", "bench/1", "bench");
    private final Cache<PairKey, Score> cache =
            Caffeine.newBuilder().maximumWeight(CACHE_BYTES).weigher((_, _) -> 100).build();

    /** Pairs a second of both. */
    record Lap(double door, double bare) {}

    HitRace() throws InterruptedException {
        Texts texts = new Texts(DOCUMENT_BYTES);
        for (int i = 0; i < REQUESTS; i++) {
            RerankJob job = new RerankJob(new Caller("bench"), QUERY,
                    texts.next(RingRace.DOCUMENTS), ScoringOptions.DEFAULT,
                    JobTerms.within(TimeUnit.MINUTES.toNanos(10)));
            jobs.add(job);
            scheduler.reranker.submit(job).outcome().toCompletableFuture().join();
            PairKeys.ForQuery ofQuery = keys.forQuery(profile, job.options(), bytes(QUERY));
            job.documents()
                    .forEach(text -> cache.put(ofQuery.key(bytes(text)),
                            new Score(1, 128, false)));
        }
    }

    Lap run(double seconds) {
        return new Lap(pairsPerSecond(seconds, this::askTheDoor),
                pairsPerSecond(seconds, this::askTheCache));
    }

    private double pairsPerSecond(double seconds, IntUnaryOperator ask) {
        long from = System.nanoTime();
        long until = from + (long) (seconds * 1e9);
        long pairs = 0;
        for (int i = 0; System.nanoTime() < until; i++) {
            int hits = ask.applyAsInt(i);
            if (hits != RingRace.DOCUMENTS) {
                throw new IllegalStateException("only " + hits + " scores were known");
            }
            pairs += hits;
        }
        return pairs / ((System.nanoTime() - from) / 1e9);
    }

    /** How many of the scores of one of the jobs are known, through the door. */
    int askTheDoor(int next) {
        RerankJob job = jobs.get(next % REQUESTS);
        return scheduler.reranker.submit(job)
                .outcome()
                .toCompletableFuture()
                .getNow(null) instanceof RerankOutcome.Answered(var documents, _)
                        ? documents.size()
                        : 0;
    }

    /** The same by hashing and asking Caffeine. */
    int askTheCache(int next) {
        RerankJob job = jobs.get(next % REQUESTS);
        PairKeys.ForQuery ofQuery = keys.forQuery(profile, job.options(), bytes(job.query()));
        int hits = 0;
        for (String text : job.documents()) {
            hits += cache.getIfPresent(ofQuery.key(bytes(text))) == null ? 0 : 1;
        }
        return hits;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
