// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.scheduler.core.PairRequest;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairRingTest {

    private final PairRing ring = new PairRing(4, new Doorbell());
    private final List<PairRequest> taken = new ArrayList<>();

    @Test
    void hands_requests_over_in_order_and_is_empty_then() throws Exception {
        PairRequest first = request();
        PairRequest second = request();
        ring.tryPublish(first);
        ring.tryPublish(second);
        assertThat(ring.isEmpty()).isFalse();

        assertThat(ring.drain(taken::add)).isEqualTo(2);

        assertThat(taken).containsExactly(first, second);
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void refuses_what_does_not_fit_and_takes_again_after_a_drain() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(ring.tryPublish(request())).isTrue();
        }
        assertThat(ring.tryPublish(request())).isFalse();

        ring.drain(taken::add);

        assertThat(ring.tryPublish(request())).isTrue();
    }

    @Test
    void gives_each_request_once_even_when_the_consumer_fails_on_one() throws Exception {
        ring.tryPublish(request());
        ring.tryPublish(request());
        assertThatThrownBy(() -> ring.drain(request -> {
            taken.add(request);
            if (taken.size() == 1) {
                throw new IllegalStateException("planted");
            }
        })).hasMessage("planted");

        ring.drain(taken::add);

        assertThat(taken).hasSize(2).doesNotHaveDuplicates();
    }

    private static PairRequest request() {
        return new PairRequest(new Ticket(1, () -> {}), new Caller("c"), new byte[0],
                ScoringOptions.DEFAULT, List.of(), JobTerms.within(1), 0, 0);
    }
}
