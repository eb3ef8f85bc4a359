// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairKeysTest {

    private static final ScoringProfile PROFILE = new ScoringProfile("f00d", "bert/1", "b4916");

    private final PairKeys keys = new PairKeys(new byte[16]);

    @Test
    void the_same_pair_has_the_same_key() {
        assertThat(key(keys, PROFILE, "panda", "a bear")).isEqualTo(
                key(keys, PROFILE, "panda", "a bear"));
    }

    @Test
    void one_query_gives_each_document_a_key_of_its_own() {
        PairKeys.ForQuery query = keys.forQuery(PROFILE, ScoringOptions.DEFAULT, bytes("panda"));

        assertThat(query.key(bytes("a"))).isNotEqualTo(query.key(bytes("b")));
        assertThat(query.key(bytes("a"))).isEqualTo(query.key(bytes("a")));
    }

    @Test
    void a_letter_that_moves_from_query_to_document_changes_the_key() {
        assertThat(key(keys, PROFILE, "ab", "c")).isNotEqualTo(key(keys, PROFILE, "a", "bc"));
    }

    @Test
    void each_part_of_the_profile_changes_the_key() {
        PairKey key = key(keys, PROFILE, "q", "d");

        assertThat(key(keys, new ScoringProfile("beef", "bert/1", "b4916"), "q", "d"))
                .isNotEqualTo(key);
        assertThat(key(keys, new ScoringProfile("f00d", "bert/2", "b4916"), "q", "d"))
                .isNotEqualTo(key);
        assertThat(key(keys, new ScoringProfile("f00d", "bert/1", "0.5.0"), "q", "d"))
                .isNotEqualTo(key);
    }

    @Test
    void each_option_changes_the_key_and_equal_options_do_not() {
        List<ScoringOptions> options = List.of(ScoringOptions.DEFAULT,
                new ScoringOptions("judge", 0, new LongDocument.Truncate()),
                new ScoringOptions("judge2", 0, new LongDocument.Truncate()),
                new ScoringOptions("", 2, new LongDocument.Truncate()),
                new ScoringOptions("", 20, new LongDocument.Truncate()),
                new ScoringOptions("", 0, new LongDocument.Refuse()),
                new ScoringOptions("", 0, new LongDocument.MaxWindow(0, 0)),
                new ScoringOptions("", 0,
                        new LongDocument.MaxWindow(0, LongDocument.MaxWindow.OVERLAP_DEFAULT)),
                new ScoringOptions("", 0, new LongDocument.MaxWindow(1, 10)),
                new ScoringOptions("", 0, new LongDocument.MaxWindow(11, 0)));

        assertThat(options.stream().map(this::key)).doesNotHaveDuplicates();
        assertThat(key(new ScoringOptions("", 0, new LongDocument.Truncate())))
                .isEqualTo(key(ScoringOptions.DEFAULT));
    }

    @Test
    void an_instruction_can_not_pass_for_a_number_or_for_the_query() {
        assertThat(key(new ScoringOptions("1\ntruncate\n", 0, new LongDocument.Truncate())))
                .isNotEqualTo(key(new ScoringOptions("", 1, new LongDocument.Truncate())));
        assertThat(keys.forQuery(PROFILE, new ScoringOptions("ab", 0, new LongDocument.Truncate()),
                bytes("c")).key(bytes("d")))
                .isNotEqualTo(keys.forQuery(PROFILE,
                        new ScoringOptions("a", 0, new LongDocument.Truncate()), bytes("bc"))
                        .key(bytes("d")));
    }

    @Test
    void another_process_has_other_keys() {
        byte[] secret = new byte[16];
        secret[0] = 1;

        assertThat(key(new PairKeys(secret), PROFILE, "q", "d")).isNotEqualTo(
                key(keys, PROFILE, "q", "d"));
    }

    @Test
    void refuses_a_secret_that_could_be_guessed() {
        assertThatThrownBy(() -> new PairKeys(new byte[8])).hasMessageContaining("16");
    }

    private PairKey key(ScoringOptions options) {
        return keys.forQuery(PROFILE, options, bytes("q")).key(bytes("d"));
    }

    private static PairKey key(PairKeys keys, ScoringProfile profile, String query,
            String document) {
        return keys.forQuery(profile, ScoringOptions.DEFAULT, bytes(query)).key(bytes(document));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
