// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.loadtest.engine.Workload;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    @Test
    void the_same_seed_and_number_give_the_same_question() {
        assertThat(Questions.cold(Workload.MIXED, 7, 3).apply(5))
                .isEqualTo(Questions.cold(Workload.MIXED, 7, 3).apply(5))
                .isNotEqualTo(Questions.cold(Workload.MIXED, 8, 3).apply(5))
                .isNotEqualTo(Questions.cold(Workload.MIXED, 7, 3).apply(6));
    }

    @Test
    void cold_questions_share_no_pair_and_have_the_lengths_of_their_workload() {
        Set<String> pairs = new HashSet<>();
        LongStream.range(0, 500).mapToObj(Questions.cold(Workload.MIXED, 1, 4)).forEach(one -> {
            assertThat(one.documents()).hasSize(4).allSatisfy(document -> {
                assertThat(pairs.add(one.query() + "|" + document)).isTrue();
                assertThat(words(one.query()) + words(document) + 4).isBetween(16, 480);
            });
        });
        assertThat(Questions.cold(Workload.UNIFORM, 1, 4).apply(0).documents())
                .allSatisfy(document -> assertThat(words(document)).isEqualTo(128 - 8 - 4));
    }

    @Test
    void the_first_ranks_of_zipf_are_drawn_as_often_as_the_law_says() {
        LongFunction<Question> questions = Questions.zipf(1, 100, 25);
        Map<String, Long> drawn = LongStream.range(0, 4_000)
                .mapToObj(questions)
                .flatMap(one -> one.documents().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long[] counts = drawn.values().stream().mapToLong(Long::longValue).sorted().toArray();

        // The sum of 1/r up to 100 is 5.187.
        assertThat(counts).hasSize(100);
        assertThat((double) counts[99] / 100_000).isBetween(0.18, 0.205);
        assertThat((double) counts[99] / counts[98]).isBetween(1.9, 2.1);
        assertThat((double) counts[0] / 100_000).isBetween(0.0012, 0.0027);
    }

    private static int words(String text) {
        return text.split(" ", -1).length;
    }
}
