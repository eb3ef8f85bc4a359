// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EngineInboxTest {

    private final EngineInbox inbox = new EngineInbox(2, new Doorbell());

    @Test
    void gives_answers_in_the_order_they_came() {
        inbox.offer(new EngineAnswer.CommandFailed(0, 1, "first"));
        inbox.offer(new EngineAnswer.CommandFailed(0, 2, "second"));

        assertThat(inbox.poll()).isEqualTo(new EngineAnswer.CommandFailed(0, 1, "first"));
        assertThat(inbox.poll()).isEqualTo(new EngineAnswer.CommandFailed(0, 2, "second"));
        assertThat(inbox.poll()).isNull();
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void says_so_when_a_backend_answers_more_often_than_it_was_asked() {
        inbox.offer(new EngineAnswer.CommandFailed(0, 1, "first"));
        inbox.offer(new EngineAnswer.CommandFailed(0, 2, "second"));

        EngineAnswer third = new EngineAnswer.CommandFailed(0, 3, "third");
        assertThatThrownBy(() -> inbox.offer(third)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more answers than commands");
    }
}
