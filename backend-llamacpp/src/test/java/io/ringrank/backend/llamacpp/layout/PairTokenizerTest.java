// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import static io.ringrank.backend.llamacpp.layout.NumberTokenizer.markup;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairTokenizerTest {
    private static final int CLS = 1;
    private static final int SEP = 2;
    private static final int TEXT_TOKENS = 1000;
    private static final PairLayout BERT = new PairLayout.WordPiece(CLS, SEP, 0, TEXT_TOKENS);
    private static final PairLayout DOUBLED =
            new PairLayout.WordPiece(CLS, SEP, TEXT_TOKENS, TEXT_TOKENS);
    private static final PairLayout XLM_R =
            new PairLayout.Roberta(ModelFamily.XLM_R, 5, 7, TEXT_TOKENS);
    private static final PairLayout MODERN_BERT = new PairLayout.ModernBert(CLS, SEP, TEXT_TOKENS);

    private final NumberTokenizer numbers = new NumberTokenizer();

    private static PairLayout qwen3(String template) {
        RerankTemplate.Reading.Read read =
                (RerankTemplate.Reading.Read) RerankTemplate.read(template);
        return new PairLayout.Qwen3(read.template(), TEXT_TOKENS);
    }

    private TokenizedQuery.Rows rows(PairLayout layout, int mostTokens, String query,
            String... documents) {
        TokenizedQuery pairs =
                new PairTokenizer(layout, numbers, mostTokens).tokenize(query, List.of(documents),
                        ScoringOptions.DEFAULT);
        assertThat(pairs).isInstanceOf(TokenizedQuery.Rows.class);
        return (TokenizedQuery.Rows) pairs;
    }

    @Test
    void lays_out_a_bert_pair_as_cls_query_sep_document_sep() {
        TokenizedQuery.Rows rows = rows(BERT, 20, "10 11", "20 21 22", "");

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(CLS, 10, 11, SEP));
        assertThat(rows.suffixes()).containsExactly(
                new TokenizedQuery.Suffix(TokenRow.of(20, 21, 22, SEP), false),
                new TokenizedQuery.Suffix(TokenRow.of(SEP), false));
        assertThat(rows.pair(0).tokens()).isEqualTo(8);
        assertThat(rows.pair(1).prefix()).isSameAs(rows.pair(0).prefix());
    }

    @Test
    void lays_out_an_xlm_r_pair_with_two_ends_between_query_and_document() {
        TokenizedQuery.Rows rows = rows(XLM_R, 20, "10 11", "20 21");

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(5, 10, 11, 7, 7));
        assertThat(rows.suffixes())
                .containsExactly(new TokenizedQuery.Suffix(TokenRow.of(20, 21, 7), false));
    }

    @Test
    void lays_out_a_modern_bert_pair_in_one_segment() {
        TokenizedQuery.Rows rows = rows(MODERN_BERT, 20, "10", "20");

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(CLS, 10, SEP));
        assertThat(rows.suffixes())
                .containsExactly(new TokenizedQuery.Suffix(TokenRow.of(20, SEP), false));
    }

    @Test
    void fills_in_a_template_and_tokenises_texts_with_the_white_space_round_them() {
        TokenizedQuery.Rows rows =
                rows(qwen3("a: {query}\nb: {document}!"), 40, "10 11", "20 21", "");

        assertThat(rows.prefix()).isEqualTo(
                TokenRows.joined(markup("a:"), new int[]{10, 11}, markup("b:")));
        assertThat(rows.suffixes()).containsExactly(
                new TokenizedQuery.Suffix(TokenRow.of(20, 21, -'!'), false),
                new TokenizedQuery.Suffix(TokenRow.of(-'!'), false));
        assertThat(numbers.seen).containsExactly(" 10 11\n", " 20 21", " ");
    }

    @Test
    void leaves_out_control_tokens_that_a_template_is_made_of() {
        int special = NumberTokenizer.FIRST_SPECIAL;
        TokenizedQuery.Rows rows = rows(qwen3("{query}{document}"), 20,
                "10 " + special, special + " 20");

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(10));
        assertThat(rows.suffixes().getFirst().row()).isEqualTo(TokenRow.of(20));
    }

    @Test
    void never_reads_a_text_as_a_placeholder() {
        TextTokenizer letters = new TextTokenizer() {
            @Override
            public int[] tokenize(String text) {
                return text.chars().toArray();
            }

            @Override
            public int[] tokenizeMarkup(String markup) {
                return NumberTokenizer.markup(markup);
            }

            @Override
            public boolean isSpecial(int id) {
                return false;
            }
        };
        TokenizedQuery.Rows rows = (TokenizedQuery.Rows) new PairTokenizer(
                qwen3("{query}|{document}"), letters, 40)
                .tokenize("{document}", List.of("{query}"), ScoringOptions.DEFAULT);

        assertThat(rows.prefix())
                .isEqualTo(TokenRows.joined("{document}".chars().toArray(), markup("|")));
        assertThat(rows.suffixes().getFirst().row())
                .isEqualTo(TokenRows.joined("{query}".chars().toArray()));
    }

    @Test
    void moves_the_document_and_its_sep_into_the_second_half_of_a_doubled_vocabulary() {
        TokenizedQuery.Rows rows = rows(DOUBLED, 20, "10 11", "20 999");

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(CLS, 10, 11, SEP));
        assertThat(rows.suffixes())
                .containsExactly(new TokenizedQuery.Suffix(TokenRow.of(1020, 1999, 1002), false));
    }

    @Test
    void drops_ids_that_text_must_not_become() {
        TokenizedQuery.Rows rows = rows(DOUBLED, 20, "10 2 1", "20 2 1000 1002 21");

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(CLS, 10, SEP));
        assertThat(rows.suffixes().getFirst().row()).isEqualTo(TokenRow.of(1020, 1021, 1002));
    }

    @Test
    void tokenises_the_query_once_for_all_documents() {
        rows(BERT, 20, "10", "20", "21", "22");

        assertThat(numbers.seen).containsExactly("10", "20", "21", "22");
    }

    @Test
    void cuts_a_document_at_its_end_and_says_so() {
        TokenizedQuery.Rows rows = rows(BERT, 7, "10 11", "20 21", "20 21 22");

        assertThat(rows.suffixes()).containsExactly(
                new TokenizedQuery.Suffix(TokenRow.of(20, 21, SEP), false),
                new TokenizedQuery.Suffix(TokenRow.of(20, 21, SEP), true));
        assertThat(rows.pair(1).tokens()).isEqualTo(7);
    }

    @Test
    void gives_a_document_no_more_tokens_than_were_asked_for_and_no_more_than_there_is_room() {
        for (int asked : new int[]{1, 2, 3, 100}) {
            TokenizedQuery.Rows rows = (TokenizedQuery.Rows) new PairTokenizer(BERT, numbers, 7)
                    .tokenize("10 11", List.of("20 21 22"), new ScoringOptions("", asked,
                            new LongDocument.Truncate()));

            assertThat(rows.suffixes().getFirst().row().length()).isEqualTo(Math.min(asked, 2) + 1);
            assertThat(rows.suffixes().getFirst().truncated()).isTrue();
        }
    }

    @Test
    void a_document_that_must_not_be_cut_says_how_long_it_is() {
        TokenizedQuery.Rows rows = tokenize(new LongDocument.Refuse(), "20 21", "20 21 22",
                "20 " + "-".repeat(7 * PairTokenizer.CHARACTERS_PER_TOKEN),
                " ".repeat(9_000) + "20" + "\n".repeat(9_000));

        assertThat(rows.documents()).containsExactly(
                new TokenizedDocument.Suffixes(
                        List.of(new TokenizedQuery.Suffix(TokenRow.of(20, 21, SEP), false))),
                new TokenizedDocument.TooLong(3, 2), new TokenizedDocument.TooLong(8, 2),
                new TokenizedDocument.Suffixes(
                        List.of(new TokenizedQuery.Suffix(TokenRow.of(20, SEP), false))));
    }

    @Test
    void a_document_in_windows_has_a_row_for_each_and_says_where_it_is() {
        TokenizedQuery.Rows rows =
                tokenize(new LongDocument.MaxWindow(0, 0), "20 21", "20 21 22", "");

        assertThat(rows.documents()).containsExactly(
                new TokenizedDocument.Suffixes(
                        List.of(new TokenizedQuery.Suffix(TokenRow.of(20, 21, SEP), false))),
                new TokenizedDocument.Suffixes(List.of(
                        new TokenizedQuery.Suffix(TokenRow.of(20, 21, SEP), false,
                                new CharacterRange(0, 5)),
                        new TokenizedQuery.Suffix(TokenRow.of(22, SEP), false,
                                new CharacterRange(6, 8)))),
                new TokenizedDocument.Suffixes(
                        List.of(new TokenizedQuery.Suffix(TokenRow.of(SEP), false))));
    }

    @Test
    void windows_are_cut_after_the_last_that_a_document_may_have() {
        String document = "20 ".repeat(2 * DocumentWindows.WINDOWS_MAX + 1);

        List<TokenizedQuery.Suffix> windows =
                tokenize(new LongDocument.MaxWindow(0, 0), document).suffixes();

        assertThat(windows).hasSize(DocumentWindows.WINDOWS_MAX);
        assertThat(windows.getLast().truncated()).isTrue();
        assertThat(windows.subList(0, windows.size() - 1))
                .noneMatch(TokenizedQuery.Suffix::truncated);
    }

    @Test
    void a_document_of_white_space_only_is_empty_in_whatever_windows() {
        List<TokenizedQuery.Suffix> windows =
                tokenize(new LongDocument.MaxWindow(1, 0), " ".repeat(1_000)).suffixes();

        assertThat(windows).containsExactly(new TokenizedQuery.Suffix(TokenRow.of(SEP), false));
    }

    /** With room for two tokens of a document. */
    private TokenizedQuery.Rows tokenize(LongDocument longDocument, String... documents) {
        return (TokenizedQuery.Rows) new PairTokenizer(BERT, numbers, 7).tokenize("10 11",
                List.of(documents), new ScoringOptions("", 0, longDocument));
    }

    @Test
    void tokenises_no_more_of_a_document_than_sixteen_characters_a_token() {
        String document = "20 " + "-".repeat(200);
        TokenizedQuery.Rows rows = rows(BERT, 7, "10", document);

        assertThat(numbers.seen.getLast()).hasSize(7 * PairTokenizer.CHARACTERS_PER_TOKEN);
        assertThat(rows.suffixes())
                .containsExactly(new TokenizedQuery.Suffix(TokenRow.of(20, SEP), true));
    }

    @Test
    void does_not_lose_words_that_stand_behind_much_white_space() {
        TokenizedQuery.Rows rows =
                rows(BERT, 7, " ".repeat(9_000) + "10", " ".repeat(9_000) + "20" + " ".repeat(9));

        assertThat(rows.prefix()).isEqualTo(TokenRow.of(CLS, 10, SEP));
        assertThat(rows.suffixes())
                .containsExactly(new TokenizedQuery.Suffix(TokenRow.of(20, SEP), false));
    }

    @Test
    void tokenises_a_query_once_for_all_commands_that_it_comes_in() {
        PairTokenizer tokenizer = new PairTokenizer(BERT, numbers, 20);
        ScoringOptions plain = ScoringOptions.DEFAULT;
        TokenizedQuery first = tokenizer.tokenize("10", List.of("20"), plain);
        tokenizer.tokenize("11", List.of("20"), plain);

        TokenizedQuery second = tokenizer.tokenize("10", List.of("20"), plain);

        assertThat(second).isEqualTo(first);
        assertThat(numbers.seen).containsExactly("10", "20", "11", "20", "20");
        for (int other = 100; other < 100 + QueryHeads.QUERIES_MAX; other++) {
            tokenizer.tokenize("" + other, List.of(), plain);
        }
        numbers.seen.clear();
        tokenizer.tokenize("10", List.of(), plain);
        assertThat(numbers.seen).as("only so many are kept").containsExactly("10");
    }

    @Test
    void a_document_in_windows_is_looked_at_up_to_the_tokens_that_were_asked_for() {
        for (int asked : new int[]{1, 2, 3, 5, 9, 10, 11}) {
            TokenizedQuery.Rows rows = (TokenizedQuery.Rows) new PairTokenizer(BERT, numbers, 7)
                    .tokenize("10 11", List.of("20 21 22 23 24 25 26 27 28 29"),
                            new ScoringOptions("", asked, new LongDocument.MaxWindow(0, 0)));

            int tokens = rows.suffixes()
                    .stream()
                    .mapToInt(suffix -> suffix.row().length() - 1)
                    .sum();
            assertThat(tokens).isEqualTo(Math.min(asked, 10));
            assertThat(rows.suffixes().getLast().truncated()).isEqualTo(asked < 10);
        }
    }

    @Test
    void a_bounded_document_in_windows_does_not_lose_words_behind_white_space_either() {
        for (String document : List.of(" ".repeat(9_000) + "20",
                "19" + "\u00a0".repeat(9_000) + "20",
                "19 20" + " ".repeat(9_000))) {
            for (int asked : new int[]{2, 5, 50}) {
                TokenizedQuery.Rows rows = (TokenizedQuery.Rows) new PairTokenizer(BERT, numbers, 7)
                        .tokenize("10 11", List.of(document),
                                new ScoringOptions("", asked, new LongDocument.MaxWindow(0, 0)));

                assertThat(rows.suffixes()).anyMatch(suffix -> suffix.row().length() > 1
                        && suffix.row().at(suffix.row().length() - 2) == 20);
                assertThat(rows.suffixes()).noneMatch(TokenizedQuery.Suffix::truncated);
            }
        }
    }

    @Test
    void cuts_no_surrogate_pair_in_half() {
        rows(BERT, 7, "", "x" + "\uD83E\uDD99".repeat(100));

        assertThat(numbers.seen.getLast()).hasSize(111).endsWith("\uD83E\uDD99");
    }

    @Test
    void leaves_room_for_one_document_token_after_the_longest_query() {
        assertThat(rows(BERT, 7, "10 11 12", "20 21").suffixes())
                .containsExactly(new TokenizedQuery.Suffix(TokenRow.of(20, SEP), true));
    }

    @Test
    void says_that_a_query_leaves_no_room_for_a_document() {
        TokenizedQuery pairs =
                new PairTokenizer(BERT, numbers, 7).tokenize("10 11 12 13", List.of("20"),
                        ScoringOptions.DEFAULT);

        assertThat(pairs).isEqualTo(new TokenizedQuery.QueryTooLong(8, 7));
    }

    @Test
    void does_not_tokenise_a_query_that_is_too_large() {
        TokenizedQuery pairs = new PairTokenizer(BERT, numbers, 7)
                .tokenize("x".repeat(7 * PairTokenizer.CHARACTERS_PER_TOKEN + 1), List.of("20"),
                        ScoringOptions.DEFAULT);

        assertThat(pairs).isEqualTo(new TokenizedQuery.QueryTooLong(8 + 4, 7));
        assertThat(numbers.seen).isEmpty();
    }
}
