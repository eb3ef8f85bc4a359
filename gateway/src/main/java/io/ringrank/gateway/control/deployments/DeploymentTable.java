// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.dialect.ScoreMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** SQL of the deployments and their aliases. */
final class DeploymentTable {

    private static final String RUNNING = "running";

    private DeploymentTable() {}

    /** By name. */
    static List<StoredDeployment> all(Handle handle) {
        Map<String, Set<String>> aliases = new HashMap<>();
        handle.createQuery("select * from deployment_aliases")
                .map((row, _) -> Map.entry(row.getString("alias"), row.getString("deployment")))
                .forEach(alias -> aliases
                        .computeIfAbsent(alias.getValue(), _ -> new HashSet<>())
                        .add(alias.getKey()));
        return handle.createQuery("select * from deployments order by name")
                .map((row, _) -> deployment(row, aliases))
                .list();
    }

    static Optional<StoredDeployment> find(Handle handle, String name) {
        return all(handle).stream().filter(it -> it.spec().name().equals(name)).findFirst();
    }

    /** Without its aliases. */
    static void insert(Handle handle, StoredDeployment deployment) {
        bind(handle.createUpdate("insert into deployments (name, source, wanted, replicas, lanes,"
                + " device, cache_bytes, cache_ttl_seconds, idle_unload_seconds, score_mode,"
                + " created_by, created_ms) values (:name, :source, :wanted, :replicas, :lanes,"
                + " :device, :cache, :ttl, :idle, :scores, :by, :created)"),
                deployment.spec())
                .bind("wanted", word(deployment.running()))
                .bind("by", deployment.createdBy())
                .bind("created", deployment.created().toEpochMilli())
                .execute();
    }

    static void update(Handle handle, DeploymentSpec spec) {
        bind(handle.createUpdate("update deployments set source = :source, replicas = :replicas,"
                + " lanes = :lanes, device = :device, cache_bytes = :cache,"
                + " cache_ttl_seconds = :ttl, idle_unload_seconds = :idle,"
                + " score_mode = :scores where name = :name"),
                spec).execute();
    }

    /** Takes them from whatever deployment has them now. */
    static void setAliases(Handle handle, String name, Set<String> aliases) {
        handle.execute("delete from deployment_aliases where deployment = ?", name);
        for (String alias : aliases) {
            handle.execute("insert or replace into deployment_aliases values (?, ?)", alias, name);
        }
    }

    static void want(Handle handle, String name, boolean running) {
        handle.execute("update deployments set wanted = ? where name = ?", word(running), name);
    }

    /** And its aliases. */
    static void delete(Handle handle, String name) {
        handle.execute("delete from deployments where name = ?", name);
    }

    private static <S extends SqlStatement<S>> S bind(S statement, DeploymentSpec spec) {
        DeploymentOptions options = spec.options();
        return statement.bind("name", spec.name())
                .bind("source", spec.model())
                .bind("replicas", options.replicas())
                .bind("lanes", options.lanes())
                .bind("device", options.device())
                .bind("cache", options.cacheBytes())
                .bind("ttl", options.cacheTtlSeconds())
                .bind("idle", options.idleUnloadSeconds())
                .bind("scores", ScoreMode.wordOf(options.scoreMode()));
    }

    private static String word(boolean running) {
        return running ? RUNNING : "stopped";
    }

    private static StoredDeployment deployment(ResultSet row, Map<String, Set<String>> aliases)
            throws SQLException {
        String name = row.getString("name");
        Long cacheBytes = number(row, "cache_bytes");
        DeploymentOptions options = new DeploymentOptions(row.getInt("replicas"),
                small(number(row, "lanes")), row.getString("device"), cacheBytes,
                small(number(row, "cache_ttl_seconds")),
                small(number(row, "idle_unload_seconds")), scoreMode(row));
        return new StoredDeployment(
                new DeploymentSpec(name, row.getString("source"), options),
                row.getString("wanted").equals(RUNNING), aliases.getOrDefault(name, Set.of()),
                row.getString("created_by"), Instant.ofEpochMilli(row.getLong("created_ms")));
    }

    private static @Nullable ScoreMode scoreMode(ResultSet row) throws SQLException {
        String word = row.getString("score_mode");
        return word == null ? null : ScoreMode.ofWord(word).orElseThrow();
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Integer small(@Nullable Long number) {
        return number == null ? null : (Integer) Math.toIntExact(number);
    }
}
