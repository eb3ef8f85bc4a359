// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExitReasonTest {

    @Test
    void names_the_signal_and_quotes_the_last_lines() {
        assertThat(ExitReason.of(134, List.of("GGML_ASSERT(x) failed", "aborting")))
                .isEqualTo("the engine process was ended by signal 6 (SIGABRT: an assertion of the"
                        + " native library failed); its last output: GGML_ASSERT(x) failed"
                        + " | aborting");
    }

    @Test
    void gives_the_number_of_a_signal_without_a_name() {
        assertThat(ExitReason.of(128 + 34, List.of()))
                .isEqualTo("the engine process was ended by signal 34");
    }

    @Test
    void quotes_the_three_last_lines_only() {
        assertThat(ExitReason.of(1, List.of("a", "b", "c", "d"))).endsWith("output: b | c | d");
    }

    @Test
    void finds_signal_and_frame_in_what_a_crashing_jvm_writes() {
        assertThat(ExitReason.of(1, List.of("#", "# A fatal error has been detected by the Java"
                + " Runtime Environment:", "#", "#  SIGSEGV (0xb) at pc=0x1, pid=2, tid=3", "#",
                "# Problematic frame:", "# C  [libjllama.so+0x85f14]  ggml_mul+0x4", "#",
                "# If you would like to submit a bug report, please visit:", "#")))
                .isEqualTo("the engine process ended with exit code 1; its last output:"
                        + " #  SIGSEGV (0xb) at pc=0x1, pid=2, tid=3"
                        + " | # C  [libjllama.so+0x85f14]  ggml_mul+0x4");
    }

    @Test
    void gives_the_exit_code() {
        assertThat(ExitReason.of(0, List.of()))
                .isEqualTo("the engine process ended with exit code 0");
        assertThat(ExitReason.of(255, List.of()))
                .isEqualTo("the engine process ended with exit code 255");
    }
}
