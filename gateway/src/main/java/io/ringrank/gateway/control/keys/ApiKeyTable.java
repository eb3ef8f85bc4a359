// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.limit.KeyLimits;
import io.ringrank.scheduler.ticket.JobClass;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** SQL of the API keys. Sets are words with spaces between them; no word has one. */
final class ApiKeyTable {

    private ApiKeyTable() {}

    /** Oldest first. */
    static List<StoredKey> all(Handle handle) {
        return handle.createQuery("select * from api_keys order by created_ms, id")
                .map((row, _) -> key(row))
                .list();
    }

    static Optional<StoredKey> find(Handle handle, String id) {
        return handle.createQuery("select * from api_keys where id = ?")
                .bind(0, id)
                .map((row, _) -> key(row))
                .findOne();
    }

    static int count(Handle handle) {
        return handle.createQuery("select count(*) from api_keys").mapTo(Integer.class).one();
    }

    /** Whether any key was ever made or brought in, even if none is left. */
    static boolean hasHadKeys(Handle handle) {
        return handle.createQuery("select exists (select 1 from audit where action in"
                + " ('api_key.create', 'api_key.import'))").mapTo(Boolean.class).one();
    }

    static void insert(Handle handle, ApiKeyRecord key, String createdBy) {
        bind(handle.createUpdate("insert into api_keys (id, name, sha256, scopes, deployments,"
                + " requests_per_minute, tokens_per_minute, concurrent_requests,"
                + " documents_per_request, class, score_mode, created_by, created_ms, expires_ms)"
                + " values"
                + " (:id, :name, :sha256, :scopes, :deployments, :requests, :tokens, :concurrent,"
                + " :documents, :class, :scores, :by, :created, :expires)"), key)
                .bind("sha256", key.sha256())
                .bind("by", createdBy)
                .bind("created", key.created().toEpochMilli())
                .execute();
    }

    static void update(Handle handle, ApiKeyRecord key) {
        bind(handle.createUpdate("update api_keys set name = :name, scopes = :scopes,"
                + " deployments = :deployments, requests_per_minute = :requests,"
                + " tokens_per_minute = :tokens, concurrent_requests = :concurrent,"
                + " documents_per_request = :documents, class = :class, score_mode = :scores, expires_ms = :expires"
                + " where id = :id"), key).execute();
    }

    static void delete(Handle handle, String id) {
        handle.execute("delete from api_keys where id = ?", id);
    }

    /** @param lastUses by id, in milliseconds since 1970 */
    static void setLastUses(Handle handle, Map<String, Long> lastUses) {
        PreparedBatch batch =
                handle.prepareBatch("update api_keys set last_used_ms = ? where id = ?");
        lastUses.forEach((id, millis) -> batch.add(millis, id));
        batch.execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, ApiKeyRecord key) {
        KeyGrant grant = key.grant();
        KeyLimits limits = grant.limits();
        Set<String> deployments = grant.deployments();
        Instant expires = grant.expires();
        return statement.bind("id", key.id())
                .bind("name", key.name())
                .bind("scopes", words(grant.scopes().stream().map(Scope::word).toList()))
                .bind("deployments", deployments == null ? null : words(deployments))
                .bind("requests", limits.requestsPerMinute())
                .bind("tokens", limits.tokensPerMinute())
                .bind("concurrent", limits.concurrentRequests())
                .bind("documents", limits.documentsPerRequest())
                .bind("class", limits.jobClass().word())
                .bind("scores", ScoreMode.wordOf(grant.scoreMode()))
                .bind("expires", expires == null ? null : (Long) expires.toEpochMilli());
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        String deployments = row.getString("deployments");
        String scoreMode = row.getString("score_mode");
        KeyLimits limits = new KeyLimits(number(row, "requests_per_minute"),
                number(row, "tokens_per_minute"), number(row, "concurrent_requests"),
                number(row, "documents_per_request"),
                JobClass.ofWord(row.getString("class")).orElseThrow());
        KeyGrant grant = new KeyGrant(split(row.getString("scopes")).stream()
                .map(word -> Scope.ofWord(word).orElseThrow())
                .collect(Collectors.toSet()), time(row, "expires_ms"),
                deployments == null ? null : split(deployments), limits,
                scoreMode == null ? null : ScoreMode.ofWord(scoreMode).orElseThrow());
        return new StoredKey(new ApiKeyRecord(row.getString("id"), row.getString("name"),
                row.getString("sha256"), Instant.ofEpochMilli(row.getLong("created_ms")), grant),
                row.getString("created_by"), time(row, "last_used_ms"));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static String words(Iterable<String> words) {
        return String.join(" ", words);
    }

    private static Set<String> split(String words) {
        return Arrays.stream(words.split(" "))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }
}
