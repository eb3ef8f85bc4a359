// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file {@code api-keys.json} in which versions without a database kept their keys. It is read once
 * and then set aside. Waits for the disk.
 */
final class LegacyKeyFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path path;

    LegacyKeyFile(Path dataDir) {
        this.path = dataDir.resolve("api-keys.json");
    }

    /** Empty if there is no such file. */
    List<ApiKeyRecord> read() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        JsonNode list = parse(Files.readAllBytes(path)).path("keys");
        if (!list.isArray()) {
            throw new IOException(path + " has no list of keys; restore it, or delete it and start"
                    + " again to get a new key");
        }
        List<ApiKeyRecord> keys = new ArrayList<>(list.size());
        for (JsonNode node : list) {
            keys.add(record(node));
        }
        return keys;
    }

    /** Its keys are in the database now, and must not come back from here. */
    void setAside() throws IOException {
        if (Files.exists(path)) {
            Files.move(path, path.resolveSibling("api-keys.json.imported"),
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private JsonNode parse(byte[] content) throws IOException {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(path + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private ApiKeyRecord record(JsonNode node) throws IOException {
        try {
            return new ApiKeyRecord(text(node, "id"), text(node, "name"), hash(node),
                    Instant.parse(text(node, "created")), KeyGrant.unlimited(scopes(node)));
        } catch (DateTimeException e) {
            throw new IOException(path + ": created is not a time: " + e.getMessage(), e);
        }
    }

    private String hash(JsonNode node) throws IOException {
        String hash = text(node, "sha256");
        if (!SHA256.matcher(hash).matches()) {
            throw new IOException(path + ": sha256 is not a hash: " + hash);
        }
        return hash;
    }

    private String text(JsonNode node, String field) throws IOException {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IOException(path + ": a key has no " + field);
        }
        return value.textValue();
    }

    private Set<Scope> scopes(JsonNode node) throws IOException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (JsonNode word : node.path("scopes")) {
            scopes.add(Scope.ofWord(word.asText())
                    .orElseThrow(() -> new IOException(
                            path + ": there is no scope " + word.asText())));
        }
        return scopes;
    }
}
