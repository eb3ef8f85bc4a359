// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @TempDir
    private Path directory;

    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keeps_what_was_written_when_it_is_opened_again() throws Exception {
        store.write(tx -> addUser(tx.handle(), "ada"));
        store.close();
        store = Store.open(directory);

        assertThat(users()).containsExactly("ada");
    }

    @Test
    void keeps_nothing_of_a_change_that_fails() {
        List<String> published = new ArrayList<>();

        assertThatThrownBy(() -> store.write(tx -> {
            addUser(tx.handle(), "ada");
            tx.afterCommit(() -> published.add("ada"));
            throw new IllegalStateException("no");
        })).hasMessage("no");

        assertThat(users()).isEmpty();
        assertThat(published).isEmpty();
        store.write(tx -> addUser(tx.handle(), "bob"));
        assertThat(users()).containsExactly("bob");
    }

    @Test
    void publishes_after_the_commit() {
        List<String> seen = new ArrayList<>();
        store.write(tx -> {
            tx.afterCommit(() -> seen.addAll(users()));
            return addUser(tx.handle(), "ada");
        });

        assertThat(seen).containsExactly("ada");
    }

    @Test
    void publishes_in_the_order_of_the_commits() throws Exception {
        List<Integer> published = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> writers = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    await(start);
                    for (int i = 0; i < 20; i++) {
                        store.write(tx -> {
                            int count =
                                    addUser(tx.handle(), "u" + System.nanoTime() + Math.random());
                            tx.afterCommit(() -> published.add(count));
                            return count;
                        });
                    }
                }))
                .toList();
        start.countDown();
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(published).hasSize(160).isSorted();
    }

    @Test
    void lets_readers_read_while_somebody_writes() {
        store.write(tx -> addUser(tx.handle(), "ada"));
        List<String> seen = store.write(tx -> {
            addUser(tx.handle(), "bob");
            return users();
        });

        assertThat(seen).containsExactly("ada");
    }

    @Test
    void keeps_every_file_from_everybody_else() throws Exception {
        store.write(tx -> addUser(tx.handle(), "ada"));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(Files::isRegularFile)).hasSizeGreaterThan(1)
                    .allSatisfy(file -> assertThat(PosixFilePermissions
                            .toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------"));
        }
    }

    @Test
    void waits_for_the_disk_before_it_acknowledges() {
        assertThat(store.<Integer>read(handle -> handle.select("pragma synchronous")
                .mapTo(Integer.class)
                .one())).as("2 is full").isEqualTo(2);
        assertThat(store.<String>read(handle -> handle.select("pragma journal_mode")
                .mapTo(String.class)
                .one())).isEqualTo("wal");
    }

    @Test
    void lets_nobody_change_or_delete_what_is_in_the_audit_log() {
        store.write(tx -> tx.handle()
                .execute(
                        "insert into audit (at_ms, actor, address, action, target, outcome, detail)"
                                + " values (1, 'a', 'b', 'c', 'd', 'ok', '')"));

        for (String change : List.of("delete from audit", "update audit set actor = 'x'")) {
            assertThatThrownBy(() -> store.write(tx -> tx.handle().execute(change)))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("append-only");
        }
    }

    @Test
    void refuses_a_database_that_a_newer_version_has_changed() {
        store.write(tx -> tx.handle()
                .execute("insert into flyway_schema_history (installed_rank, version, description,"
                        + " type, script, checksum, installed_by, execution_time, success)"
                        + " values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, '', 1, 1)"));
        store.close();

        assertThatThrownBy(() -> Store.open(directory)).isInstanceOf(StoreException.class)
                .hasMessageContaining("ringrank.db")
                .hasMessageContaining("newer version");
    }

    @Test
    void refuses_a_file_that_is_no_database() throws Exception {
        store.close();
        Files.writeString(directory.resolve("ringrank.db"), "not a database ".repeat(100));

        assertThatThrownBy(() -> Store.open(directory)).isInstanceOf(StoreException.class)
                .hasMessageContaining("ringrank.db");
    }

    static int addUser(Handle handle, String name) {
        handle.execute("insert into users values (?, 'user', 'hash', 0, 1)", name);
        return handle.select("select count(*) from users").mapTo(Integer.class).one();
    }

    private List<String> users() {
        return users(store);
    }

    static List<String> users(Store store) {
        return store.read(handle -> handle.select("select name from users order by name")
                .mapTo(String.class)
                .list());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
