// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartTurnsTest {

    private final StartTurns turns = new StartTurns(2);
    private final List<String> begun = new ArrayList<>();

    @Test
    void as_many_as_may_begin_at_once_and_the_others_in_their_order() {
        StartTurns.Turn a = take("a");
        StartTurns.Turn b = take("b");
        take("c");
        take("d");
        assertThat(begun).containsExactly("a", "b");

        b.end();
        assertThat(begun).containsExactly("a", "b", "c");
        a.end();
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void who_no_longer_waits_is_passed_over() {
        StartTurns.Turn a = take("a");
        take("b");
        take("c").end();
        take("d");

        a.end();

        assertThat(begun).containsExactly("a", "b", "d");
    }

    @Test
    void a_turn_ends_once() {
        StartTurns.Turn a = take("a");
        take("b");
        a.end();
        a.end();

        take("c");
        take("d");
        assertThat(begun).containsExactly("a", "b", "c");
    }

    @Test
    void somebody_must_be_able_to_begin() {
        assertThatThrownBy(() -> new StartTurns(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private StartTurns.Turn take(String name) {
        return turns.take(() -> begun.add(name));
    }
}
