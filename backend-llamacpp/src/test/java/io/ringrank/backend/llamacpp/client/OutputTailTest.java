// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutputTailTest {

    private final OutputTail tail = new OutputTail();

    @Test
    void keeps_the_last_lines_only() throws IOException {
        drain(IntStream.range(0, 1000)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("\n")));

        assertThat(tail.lines()).hasSize(OutputTail.LINES_MAX).startsWith("800").endsWith("999");
    }

    @Test
    void cuts_a_line_that_never_ends() throws IOException {
        drain("x".repeat(1_000_000) + "\nnext");

        assertThat(tail.lines()).containsExactly("x".repeat(OutputTail.LINE_CHARS_MAX), "next");
    }

    @Test
    void takes_the_power_from_control_characters() throws IOException {
        drain("\u001b[2Jred\r\n\n");

        assertThat(tail.lines()).containsExactly(" [2Jred");
    }

    @Test
    void tells_the_lines_of_one_life_from_those_before() throws IOException {
        drain("old\n");
        long mark = tail.mark();

        assertThat(tail.since(mark, 3)).isEmpty();
        drain("a\nb\nc\nd\n");
        assertThat(tail.since(mark, 3)).containsExactly("b", "c", "d");
        assertThat(tail.since(mark, 9)).containsExactly("a", "b", "c", "d");
    }

    private void drain(String output) throws IOException {
        tail.drain(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)));
    }
}
