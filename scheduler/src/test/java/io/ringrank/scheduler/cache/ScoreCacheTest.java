// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.Score;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScoreCacheTest {

    private long now;

    @Test
    void gives_back_exactly_what_was_put() {
        ScoreCache cache = cache(1 << 20);
        Score score = new Score(-3.25f, 41, true);

        cache.put(new PairKey(1, 2), score);

        assertThat(cache.get(new PairKey(1, 2))).isEqualTo(score);
        assertThat(cache.get(new PairKey(2, 1))).isNull();
    }

    @Test
    void stays_within_its_bytes() {
        ScoreCache cache = cache(152 * 100);
        for (int i = 0; i < 10_000; i++) {
            cache.put(new PairKey(i, i * 31L), new Score(1, 1, false));
        }

        assertThat(cache.stats().entries()).isBetween(1L, 100L);
        assertThat(cache.stats().bytes()).isBetween(152L, 152 * 100L);
        assertThat(cache.stats().evictions()).isGreaterThanOrEqualTo(9_900);
    }

    @Test
    void a_score_with_a_window_takes_more_of_them() {
        ScoreCache cache = cache(176 * 100);
        for (int i = 0; i < 10_000; i++) {
            cache.put(new PairKey(i, i * 31L), new Score(1, 1, false, new CharacterRange(0, i)));
        }

        assertThat(cache.stats().entries()).isBetween(1L, 100L);
    }

    @Test
    void keeps_nothing_when_it_may_take_no_memory() {
        ScoreCache cache = cache(0);

        cache.put(new PairKey(1, 2), new Score(1, 1, false));

        assertThat(cache.get(new PairKey(1, 2))).isNull();
    }

    @Test
    void forgets_what_is_too_old() {
        ScoreCache cache = new ScoreCache(1 << 20, Duration.ofSeconds(10), () -> now);
        cache.put(new PairKey(1, 2), new Score(1, 1, false));

        now += Duration.ofSeconds(9).toNanos();
        assertThat(cache.get(new PairKey(1, 2))).isNotNull();
        now += Duration.ofSeconds(2).toNanos();

        assertThat(cache.get(new PairKey(1, 2))).isNull();
    }

    private static ScoreCache cache(long bytesMax) {
        return new ScoreCache(bytesMax, Duration.ZERO, System::nanoTime);
    }
}
