// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ringrank.backend.llamacpp.builtin.Token.Role;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddingTest {

    private static List<Token> tokens;
    private static TermCodes codes;
    private static Embedding embedding;

    @BeforeAll
    static void load() {
        Vocabulary vocabulary = Vocabulary.load();
        tokens = vocabulary.tokens();
        codes = new TermCodes(vocabulary.termCount());
        embedding = new Embedding(tokens, codes);
    }

    @Test
    void keeps_the_codes_of_all_terms_apart() {
        int closest = IntStream.range(0, codes.size())
                .parallel()
                .map(a -> IntStream.range(0, a).map(b -> codes.dot(a, b)).max().orElse(0))
                .max()
                .orElseThrow();

        assertThat(closest).isEqualTo(TermCodes.LARGEST_DOT);
    }

    @Test
    void balances_each_code() {
        for (int term = 0; term < codes.size(); term++) {
            int at = term;
            assertThat(IntStream.range(0, TermCodes.BITS).map(bit -> codes.sign(at, bit)).sum())
                    .isZero();
        }
    }

    @Test
    void gives_every_row_mean_zero_and_the_same_norm() {
        float[] row = new float[Embedding.SIZE];
        for (int id = 0; id < 2 * tokens.size(); id++) {
            embedding.fill(id, row);
            double sum = 0;
            double squares = 0;
            for (float value : row) {
                sum += value;
                squares += (double) value * value;
            }
            assertThat(sum).isCloseTo(0, within(1e-5));
            assertThat(squares).isCloseTo(Embedding.SQUARED_NORM, within(1e-4));
        }
    }

    @Test
    void tells_a_documents_token_from_a_querys_by_the_segment_alone() {
        float[] inQuery = new float[Embedding.SIZE];
        float[] inDocument = new float[Embedding.SIZE];
        embedding.fill(1000, inQuery);
        embedding.fill(1000 + tokens.size(), inDocument);

        assertThat(IntStream.range(0, Embedding.SIZE).filter(i -> inQuery[i] != inDocument[i]))
                .containsExactly(Embedding.SEGMENT, Embedding.SEGMENT + 1);
    }

    @Test
    void refuses_a_weight_that_the_angle_can_not_hold() {
        List<Token> heavy = List.of(new Token("x", Role.TERM, 0, 5));

        assertThatIllegalArgumentException().isThrownBy(
                () -> new Embedding(heavy, codes).fill(0, new float[Embedding.SIZE]));
    }
}
