// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that write, and die without a chance to say so. */
class StoreKillTest {

    private static final String READY = "ready";

    @TempDir
    private Path directory;

    @Test
    void a_kill_loses_no_change_that_was_acknowledged() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        for (int lines : new int[]{1, 40, 170, 333}) {
            acknowledged.addAll(writeUntilKilled(lines));
            try (Store store = Store.open(directory)) {
                assertThat(StoreTest.users(store)).containsAll(acknowledged);
                assertThat(store.<String>read(handle -> handle.select("pragma integrity_check")
                        .mapTo(String.class)
                        .one())).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_kill_while_the_tables_are_made_leaves_what_the_next_start_completes()
            throws Exception {
        for (long bytes : new long[]{1, 10_000, 60_000, 120_000}) {
            Path fresh = Files.createDirectory(directory.resolve("after-" + bytes));
            Process process = start(fresh);
            while (process.isAlive() && bytesIn(fresh) < bytes) {
                assertThat(new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)).isFalse();
            }
            kill(process);

            try (Store store = Store.open(fresh)) {
                int added = store.write(tx -> StoreTest.addUser(tx.handle(), "a"));
                assertThat(added).isOne();
                assertThat(StoreTest.users(store)).contains("a");
            }
        }
    }

    /** Of the database and its log. */
    private static long bytesIn(Path folder) {
        long bytes = 0;
        for (String name : List.of("ringrank.db", "ringrank.db-wal")) {
            bytes += folder.resolve(name).toFile().length();
        }
        return bytes;
    }

    @Test
    void a_second_process_is_refused_until_the_first_is_gone() throws Exception {
        Process first = start();
        try (BufferedReader lines = first.inputReader()) {
            assertThat(lines.readLine()).isEqualTo(READY);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> DataDirectoryLock.take(directory))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(directory.toString())
                        .hasMessageContaining("in use by process " + first.pid() + ";");
            }
            Process second = start();
            assertThat(second.waitFor()).isNotZero();
            assertThat(new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("in use by process " + first.pid());
        } finally {
            kill(first);
        }

        try (DataDirectoryLock _ = DataDirectoryLock.take(directory)) {
            assertThatThrownBy(() -> DataDirectoryLock.take(directory))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("this one");
            Process third = start();
            assertThat(third.waitFor()).as("refused attempts in here must not give up the lock")
                    .isNotZero();
        }
    }

    /** The names whose changes it said were made. */
    private Set<String> writeUntilKilled(int lines) throws Exception {
        Process writer = start();
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader out = writer.inputReader()) {
            assertThat(out.readLine()).isEqualTo(READY);
            for (int i = 0; i < lines; i++) {
                acknowledged.add(out.readLine());
            }
            // It goes on writing meanwhile, so this hits it anywhere.
            kill(writer);
            try (Stream<String> rest = out.lines()) {
                // The last line may be torn; it has no end then.
                rest.filter(line -> line.endsWith(".")).forEach(acknowledged::add);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(lines);
        return acknowledged;
    }

    private static void kill(Process process) throws InterruptedException {
        // Through the handle, since the process object would close the streams at once.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    private Process start() throws IOException {
        return start(directory);
    }

    private static Process start(Path directory) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(List.of(java.toString(), "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                WriterMain.class.getName(), directory.toString())).start();
    }

    /** Writes until it is killed, on several threads, and says each name once it is written. */
    static final class WriterMain {

        private WriterMain() {}

        static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            try (DataDirectoryLock _ = DataDirectoryLock.take(directory);
                    Store store = Store.open(directory)) {
                System.out.println(READY);
                List<Thread> writers = Stream.generate(() -> Thread.ofVirtual()
                        .start(() -> write(store))).limit(3).toList();
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }

        private static void write(Store store) {
            while (true) {
                String name = java.util.UUID.randomUUID() + ".";
                store.write(tx -> StoreTest.addUser(tx.handle(), name));
                System.out.println(name);
            }
        }
    }
}
