// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class BackupTest {

    private static final String SECRET = "the-key-that-signs-sessions";

    @TempDir
    private Path directory;

    private Path data;
    private Path backup;

    @BeforeEach
    void makeADirectory() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        backup = directory.resolve("saved.db");
    }

    @Test
    void brings_back_what_was_there_and_keeps_what_was_there_since() throws Exception {
        try (Store store = Store.open(data)) {
            store.write(tx -> StoreTest.addUser(tx.handle(), "ada"));
            store.copyTo(backup);
            store.write(tx -> StoreTest.addUser(tx.handle(), "bob"));
        }

        StoreFile.restore(backup, data, _ -> {});

        try (Store store = Store.open(data)) {
            assertThat(StoreTest.users(store)).containsExactly("ada");
        }
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.copy(data.resolve("ringrank.db.before-restore"), other.resolve("ringrank.db"));
        try (Store store = Store.open(other)) {
            assertThat(StoreTest.users(store)).containsExactly("ada", "bob");
        }
    }

    @Test
    void is_one_private_file_without_what_would_let_somebody_in() throws Exception {
        try (Store store = Store.open(data)) {
            store.write(tx -> {
                StoreTest.addUser(tx.handle(), "ada");
                tx.handle()
                        .execute("insert into signing_keys values ('k', ?, 1)",
                                SECRET.getBytes(StandardCharsets.US_ASCII));
                return tx.handle().execute("insert into sessions values ('s', 'ada', 'c', 1, 2)");
            });
            store.copyTo(backup);
        }

        assertThat(Files.readString(backup, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
        assertThat(Files.readString(data.resolve("ringrank.db"), StandardCharsets.ISO_8859_1))
                .contains(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining("glob:**saved.db-*");
    }

    @Test
    void refuses_what_is_no_whole_backup_and_leaves_the_database_as_it_was() throws Exception {
        try (Store store = Store.open(data)) {
            store.write(tx -> StoreTest.addUser(tx.handle(), "ada"));
            store.copyTo(backup);
        }
        Path text = Files.writeString(directory.resolve("text"), "hello");
        byte[] whole = Files.readAllBytes(backup);
        Path torn = Files.write(directory.resolve("torn"),
                java.util.Arrays.copyOf(whole, whole.length / 2));
        Path foreign = directory.resolve("foreign");
        SQLiteDataSource other = new SQLiteDataSource();
        other.setUrl("jdbc:sqlite:" + foreign);
        org.jdbi.v3.core.Jdbi.create(other).useHandle(h -> h.execute("create table t (a)"));

        for (Path bad : new Path[]{text, torn, foreign, directory.resolve("missing")}) {
            assertThatThrownBy(() -> StoreFile.restore(bad, data, _ -> {})).as(bad.toString())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(bad.toString());
            assertThat(data).isDirectoryNotContaining("glob:**ringrank.db.new*");
        }
        try (Store store = Store.open(data)) {
            assertThat(StoreTest.users(store)).containsExactly("ada");
        }
    }

    @Test
    void refuses_the_backup_of_a_newer_version_before_anything_is_replaced() throws Exception {
        try (Store store = Store.open(data)) {
            store.write(tx -> StoreTest.addUser(tx.handle(), "ada"));
            store.copyTo(backup);
        }
        SQLiteDataSource newer = new SQLiteDataSource();
        newer.setUrl("jdbc:sqlite:" + backup);
        org.jdbi.v3.core.Jdbi.create(newer)
                .useHandle(
                        h -> h.execute("insert into flyway_schema_history select 99, '99', 'later',"
                                + " type, 'V99__later.sql', 7, installed_by, installed_on, 1, 1"
                                + " from flyway_schema_history limit 1"));

        assertThatThrownBy(() -> StoreFile.restore(backup, data, _ -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(backup.toString());
        try (Store store = Store.open(data)) {
            assertThat(StoreTest.users(store)).containsExactly("ada");
        }
        assertThat(data).isDirectoryNotContaining("glob:**before-restore*");
    }

    @Test
    void keeps_what_each_restore_has_replaced() throws Exception {
        try (Store store = Store.open(data)) {
            store.copyTo(backup);
        }
        StoreFile.restore(backup, data, _ -> {});
        StoreFile.restore(backup, data, _ -> {});

        assertThat(data.resolve("ringrank.db.before-restore")).exists();
        assertThat(data.resolve("ringrank.db.before-restore-2")).exists();
    }

    @Test
    void replaces_even_a_database_that_is_damaged() throws Exception {
        try (Store store = Store.open(data)) {
            store.write(tx -> StoreTest.addUser(tx.handle(), "ada"));
            store.copyTo(backup);
        }
        Files.writeString(data.resolve("ringrank.db"), "damaged ".repeat(1000));
        Files.writeString(data.resolve("ringrank.db-wal"), "damaged ".repeat(1000));

        StoreFile.restore(backup, data, _ -> {});

        try (Store store = Store.open(data)) {
            assertThat(StoreTest.users(store)).containsExactly("ada");
        }
    }
}
