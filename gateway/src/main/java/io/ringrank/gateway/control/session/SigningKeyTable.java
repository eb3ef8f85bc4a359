// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** SQL of the keys that sign sessions. */
final class SigningKeyTable {

    private SigningKeyTable() {}

    /** Newest first. */
    static List<SigningKey> all(Handle handle) {
        return handle.createQuery("select * from signing_keys order by created_ms desc, id")
                .map((row, _) -> new SigningKey(row.getString("id"), row.getBytes("secret"),
                        Instant.ofEpochMilli(row.getLong("created_ms"))))
                .list();
    }

    static void insert(Handle handle, SigningKey key) {
        handle.execute("insert into signing_keys (id, secret, created_ms) values (?, ?, ?)",
                key.id(), key.secret(), key.created().toEpochMilli());
    }

    static void delete(Handle handle, SigningKey key) {
        handle.execute("delete from signing_keys where id = ?", key.id());
    }
}
