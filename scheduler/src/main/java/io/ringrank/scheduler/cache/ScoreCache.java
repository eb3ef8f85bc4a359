// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.Score;
import org.jspecify.annotations.Nullable;

/** Keeps the scores of pairs, as many as fit into its bytes; which ones is Caffeine's choice. */
public final class ScoreCache {

    /*
     * One entry on a 64-bit JVM with compressed references: key 32, score 32, Caffeine's node about
     * 72 and its share of the hash table about 16. A window's range is an object of its own.
     */
    private static final int ENTRY_BYTES = 152;
    private static final int WINDOW_BYTES = 24;

    private final Cache<PairKey, Score> scores;

    /** @param bytesMax memory the entries may take, about; 0 keeps nothing */
    public ScoreCache(long bytesMax) {
        this.scores = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher(ScoreCache::bytes)
                .executor(Runnable::run)
                .build();
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
        scores.put(key, score);
    }

    /** Entries held now, about. Any thread. */
    public long size() {
        return scores.estimatedSize();
    }
}
