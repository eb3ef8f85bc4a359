// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.Score;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps the scores of pairs, as many as fit into its bytes; which ones is Caffeine's choice. */
public final class ScoreCache {

    /*
     * One entry on a 64-bit JVM with compressed references: key 32, score 32, Caffeine's node about
     * 72 (80 where entries expire) and its share of the hash table about 16. A window's range is an
     * object of its own.
     */
    private static final int ENTRY_BYTES = 152;
    private static final int WINDOW_BYTES = 24;

    private final Cache<PairKey, Score> scores;
    private final boolean hasRoom;

    private final LongAdder evictions = new LongAdder();

    /**
     * What the cache holds.
     *
     * @param entries about
     * @param bytes that they take, about
     * @param evictions of entries that had no room or were too old
     */
    public record Stats(long entries, long bytes, long evictions) {}

    /**
     * @param bytesMax memory the entries may take, about; 0 keeps nothing
     * @param ttl how long a score is kept; zero for as long as there is room
     * @param nanoClock monotonic, nanoseconds
     */
    public ScoreCache(long bytesMax, Duration ttl, LongSupplier nanoClock) {
        Caffeine<PairKey, Score> builder = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher(ScoreCache::bytes)
                .evictionListener((_, _, _) -> evictions.increment())
                .executor(Runnable::run);
        if (ttl.isPositive()) {
            builder.expireAfterWrite(ttl).ticker(nanoClock::getAsLong);
        }
        this.scores = builder.build();
        this.hasRoom = bytesMax > 0;
    }

    private static int bytes(PairKey key, Score score) {
        return score.window() == null ? ENTRY_BYTES : ENTRY_BYTES + WINDOW_BYTES;
    }

    /** Any thread. */
    public @Nullable Score get(PairKey key) {
        return scores.getIfPresent(key);
    }

    /** Any thread. */
    public void put(PairKey key, Score score) {
        if (hasRoom) {
            scores.put(key, score);
        }
    }

    /** Any thread. */
    public Stats stats() {
        long bytes = scores.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
        return new Stats(scores.estimatedSize(), bytes, evictions.sum());
    }
}
