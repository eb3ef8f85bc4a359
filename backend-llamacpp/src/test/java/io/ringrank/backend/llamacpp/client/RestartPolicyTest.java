// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.client.RestartPolicy.Decision;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    private static final long MOMENT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void starts_at_once_twice_and_later_and_later_from_the_third_death() {
        assertThat(deaths(9)).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void starts_at_once_after_a_minute_without_a_death() {
        deaths(5);

        assertThat(policy.onDeath(MINUTE_NANOS)).isEqualTo(new Decision(Duration.ZERO, false));
        assertThat(policy.onDeath(MOMENT_NANOS)).isEqualTo(new Decision(Duration.ZERO, false));
        assertThat(policy.onDeath(MOMENT_NANOS).delay()).isPositive();
    }

    @Test
    void gives_up_hope_at_the_fifth_failed_start_and_tries_each_minute() {
        assertThat(IntStream.range(0, 6).mapToObj(_ -> policy.onFailedStart())).containsExactly(
                new Decision(Duration.ZERO, false), new Decision(Duration.ZERO, false),
                new Decision(Duration.ofSeconds(1), false),
                new Decision(Duration.ofSeconds(2), false),
                new Decision(Duration.ofMinutes(1), true),
                new Decision(Duration.ofMinutes(1), true));
    }

    @Test
    void hopes_again_after_a_start_that_succeeded() {
        IntStream.range(0, 6).forEach(_ -> policy.onFailedStart());
        policy.onDeath(MINUTE_NANOS);

        assertThat(policy.onFailedStart().hopeless()).isFalse();
    }

    private List<Long> deaths(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> policy.onDeath(MOMENT_NANOS).delay().toSeconds())
                .toList();
    }
}
