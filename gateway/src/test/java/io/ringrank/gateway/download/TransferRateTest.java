// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransferRateTest {

    private final TransferRate rate = new TransferRate();

    private long at(long seconds, long bytes) {
        return rate.add(TimeUnit.SECONDS.toNanos(seconds), bytes);
    }

    @Test
    void what_was_there_at_the_start_is_not_speed() {
        assertThat(at(100, 5_000)).isZero();
        assertThat(at(102, 7_000)).isEqualTo(1_000);
    }

    @Test
    void follows_the_last_seconds() {
        for (int second = 0; second <= 20; second++) {
            at(second, 1_000L * second);
        }
        long bytes = 20_000;
        long last = 0;
        for (int second = 21; second <= 40; second++) {
            bytes += 3_000;
            last = at(second, bytes);
        }

        assertThat(last).isEqualTo(3_000);
    }

    @Test
    void a_restart_from_the_first_byte_divides_by_no_zero() {
        at(5, 100);

        assertThat(at(5, 0)).isZero();
    }
}
