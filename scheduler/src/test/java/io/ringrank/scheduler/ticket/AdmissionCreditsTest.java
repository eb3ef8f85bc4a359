// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionCreditsTest {

    private final AdmissionCredits credits = new AdmissionCredits(10, 1000);

    @Test
    void claims_until_pairs_run_out() {
        assertThat(credits.tryClaim(10, 1, 7)).isTrue();
        assertThat(credits.tryClaim(1, 1, 7)).isFalse();
    }

    @Test
    void claims_nothing_at_all_when_only_the_bytes_do_not_fit() {
        assertThat(credits.tryClaim(5, 1001, 7)).isFalse();

        assertThat(credits.pairsLeft()).isEqualTo(10);
        assertThat(credits.bytesLeft()).isEqualTo(1000);
    }

    @Test
    void counts_the_tokens_of_what_is_claimed() {
        credits.tryClaim(1, 1, 100);
        credits.tryClaim(1, 1, 20);
        credits.tryClaim(100, 1, 1_000);
        credits.release(1, 1, 100);

        assertThat(credits.tokensClaimed()).isEqualTo(20);
    }

    @Test
    void lends_again_what_came_back() {
        credits.tryClaim(10, 1000, 7);
        credits.release(10, 1000, 7);

        assertThat(credits.tryClaim(10, 1000, 7)).isTrue();
    }
}
