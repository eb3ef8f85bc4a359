// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {

    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private AvailableMemory memory() {
        return new AvailableMemory(root);
    }

    @Test
    void is_what_the_machine_has_to_spare() throws IOException {
        write("proc/meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:     5000 kB\n");

        assertThat(memory().bytes()).hasValue(5000 << 10);
    }

    @Test
    void is_not_known_where_the_system_does_not_tell() {
        assertThat(memory().bytes()).isEmpty();
    }

    @Test
    void is_what_the_tightest_group_leaves() throws IOException {
        write("proc/meminfo", "MemAvailable: 900000 kB\n");
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "70\n");
        write("sys/fs/cgroup/outer/memory.max", "1000\n");
        write("sys/fs/cgroup/outer/memory.current", "300\n");
        // A file that the kernel can give up is no use.
        write("sys/fs/cgroup/outer/memory.stat", "anon 200\ninactive_file 50\n");

        assertThat(memory().bytes()).hasValue(1000 - 300 + 50);

        write("sys/fs/cgroup/outer/inner/memory.max", "60\n");
        assertThat(memory().bytes()).as("used up").hasValue(0);
    }

    @Test
    void is_found_in_the_first_version_of_groups_too() throws IOException {
        write("proc/meminfo", "MemAvailable: 900000 kB\n");
        write("proc/self/cgroup", "11:cpu,cpuacct:/c\n7:memory:/docker/x\n0::/\n");
        write("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "5000\n");
        write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "4000\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "4000\n");

        assertThat(memory().bytes()).hasValue(1000);
    }

    @Test
    void of_this_machine_is_known_on_linux() {
        assertThat(AvailableMemory.ofThisMachine().bytes()).isPresent();
    }
}
