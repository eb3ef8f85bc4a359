// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import io.ringrank.gateway.auth.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** SQL of the users. */
final class UserTable {

    private UserTable() {}

    /** By name. */
    static List<User> all(Handle handle) {
        return handle.createQuery("select * from users order by name")
                .map((row, _) -> user(row))
                .list();
    }

    static Optional<User> find(Handle handle, String name) {
        return handle.createQuery("select * from users where name = ?")
                .bind(0, name)
                .map((row, _) -> user(row))
                .findOne();
    }

    static Optional<String> passwordHash(Handle handle, String name) {
        return handle.createQuery("select password_hash from users where name = ?")
                .bind(0, name)
                .mapTo(String.class)
                .findOne();
    }

    static int count(Handle handle) {
        return handle.createQuery("select count(*) from users").mapTo(Integer.class).one();
    }

    static int countAdmins(Handle handle) {
        return handle.createQuery("select count(*) from users where role = 'admin'")
                .mapTo(Integer.class)
                .one();
    }

    static void insert(Handle handle, User user, String passwordHash) {
        handle.createUpdate("insert into users"
                + " (name, role, password_hash, must_change_password, created_ms)"
                + " values (:name, :role, :hash, :must, :created)")
                .bind("name", user.name())
                .bind("role", user.role().word())
                .bind("hash", passwordHash)
                .bind("must", user.mustChangePassword())
                .bind("created", user.created().toEpochMilli())
                .execute();
    }

    static void setPassword(Handle handle, String name, String hash, boolean mustChange) {
        handle.execute("update users set password_hash = ?, must_change_password = ?"
                + " where name = ?", hash, mustChange, name);
    }

    static void setRole(Handle handle, String name, Role role) {
        handle.execute("update users set role = ? where name = ?", role.word(), name);
    }

    static void delete(Handle handle, String name) {
        handle.execute("delete from users where name = ?", name);
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(row.getString("name"), Role.ofWord(row.getString("role")).orElseThrow(),
                row.getBoolean("must_change_password"),
                Instant.ofEpochMilli(row.getLong("created_ms")));
    }
}
