// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** SQL of the deployments. */
final class DeploymentTable {

    private static final String RUNNING = "running";

    private DeploymentTable() {}

    /** By name. */
    static List<StoredDeployment> all(Handle handle) {
        return handle.createQuery("select * from deployments order by name")
                .map((row, _) -> deployment(row))
                .list();
    }

    static Optional<StoredDeployment> find(Handle handle, String name) {
        return handle.createQuery("select * from deployments where name = :name")
                .bind("name", name)
                .map((row, _) -> deployment(row))
                .findOne();
    }

    static void insert(Handle handle, StoredDeployment deployment) {
        handle.createUpdate("insert into deployments (name, source, wanted, created_by,"
                + " created_ms) values (:name, :source, :wanted, :by, :created)")
                .bind("name", deployment.spec().name())
                .bind("source", deployment.spec().model())
                .bind("wanted", word(deployment.running()))
                .bind("by", deployment.createdBy())
                .bind("created", deployment.created().toEpochMilli())
                .execute();
    }

    static void want(Handle handle, String name, boolean running) {
        handle.execute("update deployments set wanted = ? where name = ?", word(running), name);
    }

    static void delete(Handle handle, String name) {
        handle.execute("delete from deployments where name = ?", name);
    }

    private static String word(boolean running) {
        return running ? RUNNING : "stopped";
    }

    private static StoredDeployment deployment(ResultSet row) throws SQLException {
        return new StoredDeployment(
                new DeploymentSpec(row.getString("name"), row.getString("source")),
                row.getString("wanted").equals(RUNNING), row.getString("created_by"),
                Instant.ofEpochMilli(row.getLong("created_ms")));
    }
}
