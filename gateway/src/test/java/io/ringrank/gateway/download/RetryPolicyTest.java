// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.HubProblem.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    private static final RetryPolicy POLICY =
            new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final HubProblem BROKEN = new HubProblem(Kind.UNREACHABLE, "It broke.");

    private static HubProblem limited(int seconds) {
        return new HubProblem(Kind.RATE_LIMITED, "Too many.",
                Optional.of(Duration.ofSeconds(seconds)));
    }

    @Test
    void pauses_twice_as_long_each_time_up_to_a_limit() {
        assertThat(IntStream.of(1, 2, 3, 4, 500)
                .mapToObj(failures -> POLICY.pause(BROKEN, failures).toSeconds()))
                .containsExactly(1L, 2L, 4L, 5L, 5L);
    }

    @Test
    void gives_up_after_as_many_attempts_as_it_has() {
        assertThat(POLICY.allows(BROKEN, 3)).isTrue();
        assertThat(POLICY.allows(BROKEN, 4)).isFalse();
    }

    @Test
    void waits_as_long_as_the_hub_wants_unless_that_is_too_long() {
        assertThat(POLICY.pause(limited(3), 1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(POLICY.allows(limited(5), 1)).isTrue();
        assertThat(POLICY.allows(limited(6), 1)).isFalse();
        assertThat(POLICY.pause(limited(999_999), 1)).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"UNREACHABLE", "RATE_LIMITED", "LOCKED"})
    void what_stays_wrong_is_not_tried_again(Kind kind) {
        assertThat(POLICY.allows(new HubProblem(kind, "No."), 1)).isFalse();
    }
}
