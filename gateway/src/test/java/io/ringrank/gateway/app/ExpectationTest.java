// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which deployments make the server not ready. */
class ExpectationTest {

    @Test
    void what_the_settings_name_always_counts() {
        assertThat(Expectation.ALWAYS.isMet(false, false)).isTrue();
    }

    @Test
    void what_is_stored_counts_at_the_start_until_it_is_clear_that_it_does_not_come_soon() {
        assertThat(Expectation.SOON.isMet(false, true)).isTrue();
        assertThat(Expectation.SOON.isMet(false, false)).isFalse();
        assertThat(Expectation.SOON.isMet(true, false)).isTrue();
    }

    @Test
    void what_is_new_counts_once_it_has_served() {
        assertThat(Expectation.ONCE_IT_SERVED.isMet(false, true)).isFalse();
        assertThat(Expectation.ONCE_IT_SERVED.isMet(true, false)).isTrue();
    }
}
