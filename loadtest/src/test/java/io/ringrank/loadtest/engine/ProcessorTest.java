// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {

    @TempDir
    Path directory;

    @Test
    void reads_the_flags_that_matter() throws IOException {
        Path cpuinfo =
                Files.writeString(directory.resolve("cpuinfo"), """
                                                                processor\t: 0
                                                                model name\t: Fast One
                                                                flags\t\t: fpu avx2 avx512_vnni avx5
                                                                processor\t: 1
                                                                """);

        Processor processor = Processor.read(cpuinfo);

        assertThat(processor.model()).isEqualTo("Fast One");
        assertThat(processor.flags()).isEqualTo(List.of("avx2", "avx512_vnni"));
        assertThat(processor.cores()).isPositive();
    }

    @Test
    void knows_nothing_where_the_system_tells_nothing() {
        Processor processor = Processor.read(directory.resolve("none"));

        assertThat(processor.model()).isEmpty();
        assertThat(processor.flags()).isEmpty();
    }
}
