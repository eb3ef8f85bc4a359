// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.ffi.NativeLogLine.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeLogTest {
    private static final int INFO = 2;
    private static final int WARN = 3;
    private static final int ERROR = 4;
    private static final int CONTINUES = 5;

    private final List<NativeLogLine> lines = new ArrayList<>();
    private final NativeLog log = new NativeLog(lines::add);

    @Test
    void joins_fragments_to_lines_and_splits_fragments_of_several() {
        log.accept(INFO, "load");
        log.accept(CONTINUES, "ing .");
        log.accept(CONTINUES, ".\n");
        log.accept(WARN, "one\ntwo\n\n");

        assertThat(lines).containsExactly(new NativeLogLine(Level.INFO, "loading .."),
                new NativeLogLine(Level.WARN, "one"), new NativeLogLine(Level.WARN, "two"));
    }

    @Test
    void ends_a_line_that_another_one_interrupts() {
        log.accept(INFO, "half");
        log.accept(ERROR, "broken\n");

        assertThat(lines).containsExactly(new NativeLogLine(Level.INFO, "half"),
                new NativeLogLine(Level.ERROR, "broken"));
    }

    @Test
    void cuts_a_line_without_an_end() {
        for (int i = 0; i < 100; i++) {
            log.accept(CONTINUES, "x".repeat(100));
        }
        log.accept(CONTINUES, "\n");

        assertThat(lines.getFirst().text()).hasSize(NativeLog.MOST_LINE_CHARACTERS);
    }

    @Test
    void remembers_the_last_errors_and_forgets_them() {
        log.accept(ERROR, "old\n");
        log.forgetErrors();
        for (int i = 1; i <= 6; i++) {
            log.accept(ERROR, "error " + i + "\n");
        }

        assertThat(log.takeErrors()).isEqualTo("error 3; error 4; error 5; error 6");
        assertThat(log.takeErrors()).isEqualTo("the library gave no reason");
    }

    @Test
    void survives_a_sink_that_throws() {
        NativeLog broken = new NativeLog(line -> {
            throw new IllegalStateException("on purpose");
        });
        broken.accept(ERROR, "reason\n");

        assertThat(broken.takeErrors()).isEqualTo("reason");
    }
}
