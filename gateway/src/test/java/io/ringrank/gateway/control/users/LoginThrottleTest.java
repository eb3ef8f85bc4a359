// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.HandClock;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private final HandClock clock = new HandClock();
    private final LoginThrottle throttle = new LoginThrottle(new SecureRandom(), clock::nanoTime);

    private int attempts(String account, String address, int tries) {
        int made = 0;
        for (int i = 0; i < tries; i++) {
            made += throttle.tryAttempt(account, address).isZero() ? 1 : 0;
        }
        return made;
    }

    @Test
    void allows_twenty_wrong_passwords_for_an_account_from_wherever() {
        int made = 0;
        for (int i = 0; i < 40; i++) {
            made += attempts("ada", "10.0.0." + i, 1);
        }

        assertThat(made).isEqualTo(20);
    }

    @Test
    void lets_no_single_address_keep_the_owner_of_an_account_out() {
        for (int minute = 0; minute < 60; minute++) {
            attempts("ada", "10.0.0.1", 100);

            assertThat(attempts("ada", "10.0.0.2", 1)).isEqualTo(1);
            clock.pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void lets_no_number_of_addresses_keep_out_who_has_logged_in_before() {
        assertThat(throttle.tryAttempt("ada", "10.0.0.9")).isZero();
        throttle.succeeded("ada", "10.0.0.9");
        for (int i = 0; i < 40; i++) {
            attempts("ada", "10.0.1." + i, 20);
        }

        assertThat(attempts("ada", "10.0.2.1", 1)).isZero();
        assertThat(attempts("ada", "10.0.0.9", 20)).isEqualTo(10);
    }

    @Test
    void allows_one_more_after_the_time_it_said_and_not_before() {
        attempts("ada", "10.0.0.1", 10);
        Duration wait = throttle.tryAttempt("ada", "10.0.0.1");

        assertThat(wait).isEqualTo(Duration.ofSeconds(30));
        clock.pass(wait.minusNanos(1));
        assertThat(attempts("ada", "10.0.0.1", 5)).isZero();
        clock.pass(Duration.ofNanos(1));
        assertThat(attempts("ada", "10.0.0.1", 5)).isEqualTo(1);
    }

    @Test
    void counts_no_password_that_was_right() {
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.tryAttempt("ada", "10.0.0.1")).isZero();
            throttle.succeeded("ada", "10.0.0.1");
        }
        assertThat(attempts("ada", "10.0.0.1", 20)).isEqualTo(10);
    }

    @Test
    void allows_an_address_thirty_wrong_passwords_for_all_accounts_together() {
        int made = 0;
        for (int i = 0; i < 100; i++) {
            made += attempts("user" + i, "10.0.0.1", 1);
        }

        assertThat(made).isEqualTo(30);
        assertThat(attempts("somebody", "10.0.0.2", 1)).isEqualTo(1);
    }

    @Test
    void takes_the_addresses_of_one_ipv6_network_for_one() {
        int made = 0;
        for (int i = 0; i < 100; i++) {
            made += attempts("user" + i, "2001:db8:0:1::" + Integer.toHexString(i + 1), 1);
        }

        assertThat(made).isEqualTo(30);
        assertThat(attempts("somebody", "2001:db8:0:2::1", 1)).isEqualTo(1);
    }

    @Test
    void takes_an_account_for_the_same_in_capital_letters() {
        attempts("ada", "10.0.0.1", 10);

        assertThat(attempts("ADA", "10.0.0.1", 1)).isZero();
    }

    @Test
    void does_not_charge_the_address_for_what_the_account_refused() {
        attempts("ada", "10.0.0.1", 100);

        assertThat(attempts("bob", "10.0.0.1", 10)).isEqualTo(10);
        assertThat(attempts("eve", "10.0.0.1", 20)).isEqualTo(10);
    }
}
