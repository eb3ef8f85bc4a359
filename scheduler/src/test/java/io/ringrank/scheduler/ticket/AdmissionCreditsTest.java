// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionCreditsTest {

    private final AdmissionCredits credits = new AdmissionCredits(10, 1000);

    @Test
    void claims_until_pairs_run_out() {
        assertThat(credits.tryClaim(10, 1)).isTrue();
        assertThat(credits.tryClaim(1, 1)).isFalse();
    }

    @Test
    void claims_nothing_at_all_when_only_the_bytes_do_not_fit() {
        assertThat(credits.tryClaim(5, 1001)).isFalse();

        assertThat(credits.pairsLeft()).isEqualTo(10);
        assertThat(credits.bytesLeft()).isEqualTo(1000);
    }

    @Test
    void lends_again_what_came_back() {
        credits.tryClaim(10, 1000);
        credits.release(10, 1000);

        assertThat(credits.tryClaim(10, 1000)).isTrue();
    }
}
