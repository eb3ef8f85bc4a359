// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.auth.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** SQL of the sessions. Role and duties are the user's, and are read with them. */
final class SessionTable {

    private SessionTable() {}

    static List<Session> all(Handle handle) {
        return handle.createQuery("select s.*, u.role, u.must_change_password from sessions s"
                + " join users u on u.name = s.user_name")
                .map((row, _) -> session(row))
                .list();
    }

    static void insert(Handle handle, Session session) {
        Principal.SignedIn principal = session.principal();
        handle.createUpdate("insert into sessions (id, user_name, csrf_token, created_ms,"
                + " expires_ms) values (:id, :user, :csrf, :created, :expires)")
                .bind("id", principal.session())
                .bind("user", principal.user())
                .bind("csrf", principal.csrfToken())
                .bind("created", session.created().toEpochMilli())
                .bind("expires", principal.expires().toEpochMilli())
                .execute();
    }

    static void delete(Handle handle, String id) {
        handle.execute("delete from sessions where id = ?", id);
    }

    static void deleteAllOf(Handle handle, String user) {
        handle.execute("delete from sessions where user_name = ?", user);
    }

    static void deleteExpired(Handle handle, Instant now) {
        handle.execute("delete from sessions where expires_ms <= ?", now.toEpochMilli());
    }

    static void deleteAll(Handle handle) {
        handle.execute("delete from sessions");
    }

    private static Session session(ResultSet row) throws SQLException {
        Role role = Role.ofWord(row.getString("role")).orElseThrow();
        return new Session(new Principal.SignedIn(row.getString("id"), row.getString("user_name"),
                role, row.getBoolean("must_change_password"), row.getString("csrf_token"),
                Instant.ofEpochMilli(row.getLong("expires_ms"))),
                Instant.ofEpochMilli(row.getLong("created_ms")));
    }
}
