// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TextPrefixesTest {

    @Test
    void counts_each_beginning_once() {
        assertThat(TextPrefixes.count(Headers.texts(List.of()))).isZero();
        assertThat(TextPrefixes.count(Headers.texts(List.of("", "a", "ab", "abc", "b"))))
                .isEqualTo(4);
    }

    @Test
    void is_close_for_a_vocabulary() {
        List<String> words = IntStream.range(0, 50_000)
                .mapToObj(i -> Integer.toString(i * 0x9E3779B1, Character.MAX_RADIX))
                .toList();
        Set<String> beginnings = new HashSet<>();
        words.forEach(word -> IntStream.rangeClosed(1, word.length())
                .forEach(end -> beginnings.add(word.substring(0, end))));

        assertThat(TextPrefixes.count(Headers.texts(words)))
                .isCloseTo(beginnings.size(), Percentage.withPercentage(1));
    }
}
