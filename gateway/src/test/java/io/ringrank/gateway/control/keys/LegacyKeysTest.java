// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.auth.ApiKey;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data directories of versions that had no database. */
class LegacyKeysTest {

    private static final String HASH =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private final SecureRandom random = new SecureRandom();
    private final ApiKey.Created old = ApiKey.create(random, "søk \"1\"",
            Instant.parse("2026-11-01T00:00:00Z"),
            KeyGrant.unlimited(EnumSet.of(Scope.INFERENCE)));

    @TempDir
    private Path directory;

    private Store store;
    private ApiKeyRegistry registry;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(directory);
        registry = new ApiKeyRegistry(InstantSource.system(), System::nanoTime);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void openKeys() throws IOException {
        InstantSource clock = InstantSource.system();
        var _ = ApiKeys.open(store, registry, new AuditLog(store, clock, System::nanoTime), random,
                clock, directory);
    }

    private void writeLegacyFile() throws IOException {
        Files.writeString(directory.resolve("api-keys.json"),
                """
                {"keys": [{"id": "%s", "name": "søk \\"1\\"", "sha256": "%s",
                  "created": "2026-11-01T00:00:00Z", "scopes": ["inference"]}]}"""
                        .formatted(old.key().id(), old.record().sha256()));
    }

    @Test
    void their_keys_go_on_working_and_no_other_is_made() throws Exception {
        writeLegacyFile();
        Files.writeString(directory.resolve("initial-api-key"), old.key().value() + "\n");

        openKeys();

        Principal.KeyHolder holder = registry.find(old.key().value());
        assertThat(holder).isNotNull();
        assertThat(holder.key()).isEqualTo(old.record());
        assertThat(Files.readString(directory.resolve("initial-api-key")).strip())
                .isEqualTo(old.key().value());
        assertThat(store.read(ApiKeyTable::count)).isEqualTo(1);
        assertThat(directory.resolve("api-keys.json")).doesNotExist();
        assertThat(directory.resolve("api-keys.json.imported")).exists();
    }

    @Test
    void a_crash_before_the_file_is_set_aside_changes_nothing() throws Exception {
        writeLegacyFile();
        openKeys();
        Files.move(directory.resolve("api-keys.json.imported"),
                directory.resolve("api-keys.json"));

        openKeys();

        assertThat(store.read(ApiKeyTable::count)).isEqualTo(1);
        assertThat(registry.find(old.key().value())).isNotNull();
    }

    @Test
    void a_crash_between_the_first_key_and_its_record_makes_both_anew() throws Exception {
        Files.writeString(directory.resolve("initial-api-key"), "left behind");
        Files.writeString(directory.resolve("initial-api-key.new"), "left behind too");

        openKeys();

        assertThat(registry.find(Files.readString(directory.resolve("initial-api-key")).strip()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{}", "{\"keys\": [{}]}", "{\"keys\": [7]}",
        "{\"keys\": [{\"id\": \"a\", \"name\": \"n\", \"sha256\": \"" + HASH
                + "\", \"created\": \"now\"}]}",
        "{\"keys\": [{\"id\": \"a\", \"name\": \"n\", \"sha256\": \"00\", \"scopes\": [],"
                + " \"created\": \"2026-01-01T00:00:00Z\"}]}",
        "{\"keys\": [{\"id\": \"a\", \"name\": \"n\", \"sha256\": \"" + HASH
                + "\", \"scopes\": [\"root\"],"
                + " \"created\": \"2026-01-01T00:00:00Z\"}]}"})
    void records_that_can_not_be_read_stop_the_start(String content) throws Exception {
        Files.writeString(directory.resolve("api-keys.json"), content);

        assertThatThrownBy(this::openKeys).isInstanceOf(IOException.class)
                .hasMessageContaining("api-keys.json");
        assertThat(directory.resolve("api-keys.json")).exists();
    }
}
