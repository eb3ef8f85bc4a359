// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static io.ringrank.backend.llamacpp.builtin.Token.WORD_START;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.builtin.Token.Role;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VocabularyTest {

    private static final Map<String, Token> TOKENS = Vocabulary.load()
            .tokens()
            .stream()
            .collect(Collectors.toMap(Token::piece, Function.identity()));

    @Test
    void has_every_letter_digit_and_sign_of_a_keyboard() {
        for (char c = '!'; c <= '~'; c++) {
            String sign = String.valueOf(Character.toLowerCase(c));
            assertThat(TOKENS).containsKey(WORD_START + sign);
            if (Character.isLetterOrDigit(c)) {
                assertThat(TOKENS).containsKey(sign);
            }
        }
    }

    @Test
    void has_no_piece_that_is_empty_or_holds_what_the_tokenizer_changes() {
        assertThat(TOKENS.values()).filteredOn(token -> token.role() == Role.TERM)
                .noneMatch(token -> token.piece().equals(WORD_START) || token.piece().isEmpty())
                .noneMatch(token -> token.piece().chars().anyMatch(Character::isUpperCase))
                .noneMatch(token -> token.piece().chars().anyMatch(Character::isWhitespace));
    }

    @Test
    void lists_each_spelling_once() {
        Set<String> seen = new HashSet<>();
        for (WordList.Entry entry : WordList.load().entries()) {
            assertThat(entry.spellings()).allMatch(seen::add, "is there for the first time");
        }
        assertThat(seen).hasSizeGreaterThan(3000);
    }

    @Test
    void gives_the_spellings_of_a_word_one_term_and_other_words_another() {
        assertThat(term("mice")).isEqualTo(term("mouse"));
        assertThat(term("making")).isEqualTo(term("make"));
        assertThat(term("creat")).isEqualTo(term("create"));
        assertThat(term("compani")).isEqualTo(term("company"));
        assertThat(term("carb")).isNotEqualTo(term("car"));
    }

    @Test
    void weighs_rare_words_above_common_ones_and_endings_not_at_all() {
        assertThat(weight("the")).isLessThan(weight("make"));
        assertThat(weight("make")).isLessThan(weight("house"));
        assertThat(weight("house")).isLessThan(weight("volcano"));
        assertThat(Objects.requireNonNull(TOKENS.get("ing")).role()).isEqualTo(Role.IGNORED);
    }

    @Test
    void knows_where_an_inflection_changes_the_end_of_a_word() {
        assertThat(Spellings.inflected("create", stem -> false)).containsExactly("creat");
        assertThat(Spellings.inflected("care", stem -> false)).containsExactly("caring");
        assertThat(Spellings.inflected("breathe", "breath"::equals)).containsExactly("breathing");
        assertThat(Spellings.inflected("company", stem -> false)).containsExactly("compani");
        assertThat(Spellings.inflected("party", "part"::equals)).containsExactly("parties",
                "partied");
        assertThat(Spellings.inflected("play", stem -> false)).isEmpty();
        assertThat(Spellings.inflected("agree", stem -> false)).isEmpty();
        assertThat(Spellings.inflected("a", stem -> false)).isEmpty();
    }

    @Test
    void tells_endings_of_a_short_word_from_other_words() {
        assertThat(Spellings.lookalikes("car", true)).contains("carb", "carp", "care")
                .doesNotContain("cars", "carr");
        assertThat(Spellings.lookalikes("box", true)).doesNotContain("boxe", "boxi");
        assertThat(Spellings.lookalikes("her", false)).contains("hero", "hers");
    }

    private static int term(String word) {
        return Objects.requireNonNull(TOKENS.get(WORD_START + word), word).term();
    }

    private static double weight(String word) {
        return Objects.requireNonNull(TOKENS.get(WORD_START + word), word).weight();
    }
}
