// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps API keys in a directory: {@code api-keys.json} with the records, and {@code initial-api-key}
 * with the value of the key that the first start makes, for the operator to read and delete. Both are
 * readable by their owner only. At start, before event loops run; it reads and writes files.
 */
public final class ApiKeyFile {

    private static final String RECORDS = "api-keys.json";
    private static final String INITIAL = "initial-api-key";
    private static final Set<StandardOpenOption> NEW_FILE =
            EnumSet.of(StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path records;
    private final Path initial;

    /** @param directory must exist */
    public ApiKeyFile(Path directory) {
        this.records = directory.resolve(RECORDS);
        this.initial = directory.resolve(INITIAL);
    }

    /** Where the first start leaves the value of its key. */
    public Path initialKey() {
        return initial;
    }

    /** Reads the keys, and makes the first one if there are none yet. */
    public List<ApiKeyRecord> loadOrCreate(SecureRandom random) throws IOException {
        if (Files.exists(records)) {
            return load();
        }
        ApiKey.Created created = ApiKey.create(random, "initial", EnumSet.allOf(Scope.class));
        // The value first: a crash in between leaves no record, and the next start makes both anew.
        writePrivately(initial, (created.key().value() + '\n').getBytes(StandardCharsets.US_ASCII));
        save(List.of(created.record()));
        return List.of(created.record());
    }

    /** Replaces all records, at once or not at all. */
    public void save(List<ApiKeyRecord> keys) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("keys");
        for (ApiKeyRecord key : keys) {
            ObjectNode node = list.addObject();
            node.put("id", key.id()).put("name", key.name()).put("sha256", key.sha256());
            node.put("created", key.created().toString());
            ArrayNode scopes = node.putArray("scopes");
            key.scopes().stream().sorted().forEach(scope -> scopes.add(scope.word()));
        }
        writePrivately(records, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    private List<ApiKeyRecord> load() throws IOException {
        JsonNode list = parse(Files.readAllBytes(records)).path("keys");
        if (!list.isArray()) {
            throw new IOException(records + " has no list of keys; restore it, or delete it and"
                    + " start again to get a new key");
        }
        List<ApiKeyRecord> keys = new ArrayList<>(list.size());
        for (JsonNode node : list) {
            keys.add(record(node));
        }
        return keys;
    }

    private JsonNode parse(byte[] content) throws IOException {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(records + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private ApiKeyRecord record(JsonNode node) throws IOException {
        try {
            return new ApiKeyRecord(text(node, "id"), text(node, "name"), scopes(node),
                    text(node, "sha256"), Instant.parse(text(node, "created")));
        } catch (DateTimeException e) {
            throw new IOException(records + ": created is not a time: " + e.getMessage(), e);
        }
    }

    private String text(JsonNode node, String field) throws IOException {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IOException(records + ": a key has no " + field);
        }
        return value.textValue();
    }

    private Set<Scope> scopes(JsonNode node) throws IOException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (JsonNode word : node.path("scopes")) {
            scopes.add(Scope.ofWord(word.asText())
                    .orElseThrow(() -> new IOException(
                            records + ": there is no scope " + word.asText())));
        }
        return scopes;
    }

    /** Readers see the old file or the new one, and after a power cut so does the next start. */
    private static void writePrivately(Path target, byte[] content) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel file = FileChannel.open(fresh, NEW_FILE, PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
