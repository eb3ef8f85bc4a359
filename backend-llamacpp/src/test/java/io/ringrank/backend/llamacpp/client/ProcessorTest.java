// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {

    @TempDir
    private Path directory;

    @Test
    void reads_the_name_where_linux_has_it() throws IOException {
        Path cpuinfo = Files.writeString(directory.resolve("cpuinfo"),
                "processor\t: 0\nmodel\t\t: 143\nmodel name\t: Some Processor @ 2 GHz\nflags\t: a b\n");

        assertThat(Processor.name(cpuinfo)).isEqualTo("Some Processor @ 2 GHz");
    }

    @Test
    void names_the_architecture_where_there_is_nothing_better() throws IOException {
        Path nameless = Files.writeString(directory.resolve("cpuinfo"), "model name\t:\n");

        assertThat(Processor.name(nameless)).isEqualTo(System.getProperty("os.arch"));
        assertThat(Processor.name(directory.resolve("absent")))
                .isEqualTo(System.getProperty("os.arch"));
    }
}
