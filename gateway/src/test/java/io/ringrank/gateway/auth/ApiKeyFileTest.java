// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFileTest {

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path directory;

    private ApiKeyFile file() {
        return new ApiKeyFile(directory);
    }

    private String initialKey() throws IOException {
        return Files.readString(directory.resolve("initial-api-key")).strip();
    }

    @Test
    void makes_a_key_at_the_first_start_and_knows_it_at_the_next() throws Exception {
        List<ApiKeyRecord> first = file().loadOrCreate(random);
        String value = initialKey();
        Files.delete(file().initialKey());
        List<ApiKeyRecord> second = file().loadOrCreate(random);

        assertThat(second).isEqualTo(first).hasSize(1);
        assertThat(second.getFirst().scopes()).containsExactlyInAnyOrder(Scope.values());
        assertThat(second.getFirst().matches(Objects.requireNonNull(ApiKey.parse(value))))
                .isTrue();
        assertThat(file().initialKey()).doesNotExist();
    }

    @Test
    void keeps_both_files_from_everybody_else_and_the_secret_out_of_the_records()
            throws Exception {
        file().loadOrCreate(random);

        for (String name : List.of("initial-api-key", "api-keys.json")) {
            assertThat(PosixFilePermissions
                    .toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(directory.resolve("api-keys.json")))
                .doesNotContain(initialKey().substring(14));
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void starts_over_after_a_crash_between_the_two_files() throws Exception {
        Files.writeString(directory.resolve("initial-api-key"), "left behind");
        Files.writeString(directory.resolve("initial-api-key.new"), "left behind too");

        List<ApiKeyRecord> keys = file().loadOrCreate(random);

        assertThat(keys.getFirst().matches(Objects.requireNonNull(ApiKey.parse(initialKey()))))
                .isTrue();
    }

    @Test
    void saves_what_it_loads() throws Exception {
        List<ApiKeyRecord> keys = List.of(
                ApiKey.create(random, "søk \"1\"", EnumSet.of(Scope.INFERENCE)).record(),
                ApiKey.create(random, "none", EnumSet.noneOf(Scope.class)).record());
        file().save(keys);

        assertThat(file().loadOrCreate(random)).isEqualTo(keys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{}", "{\"keys\": [{}]}", "{\"keys\": [7]}",
        "{\"keys\": [{\"id\": \"a\", \"name\": \"n\", \"sha256\": \"00\", \"created\": \"now\"}]}",
        "{\"keys\": [{\"id\": \"a\", \"name\": \"n\", \"sha256\": \"00\", \"scopes\": [\"root\"],"
                + " \"created\": \"2026-01-01T00:00:00Z\"}]}"})
    void refuses_to_start_with_records_it_can_not_read(String content) throws Exception {
        Files.writeString(directory.resolve("api-keys.json"), content);

        assertThatThrownBy(() -> file().loadOrCreate(random)).isInstanceOf(IOException.class)
                .hasMessageContaining("api-keys.json");
    }
}
