// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** SQL of the audit log; the schema refuses to change or delete its rows. */
final class AuditTable {

    private static final int TEXT_CHARS_MAX = 500;

    private AuditTable() {}

    static void insert(Handle handle, AuditEntry entry) {
        handle.createUpdate("insert into audit"
                + " (at_ms, actor, address, action, target, outcome, detail)"
                + " values (:at, :actor, :address, :action, :target, :outcome, :detail)")
                .bind("at", entry.at().toEpochMilli())
                .bind("actor", plain(entry.actor().id()))
                .bind("address", plain(entry.actor().address()))
                .bind("action", entry.action())
                .bind("target", plain(entry.target()))
                .bind("outcome", entry.outcome())
                .bind("detail", plain(entry.detail()))
                .execute();
    }

    /** Newest first. */
    static List<AuditEntry> before(Handle handle, long beforeId, int rowsMax) {
        return handle.createQuery("select * from audit where id < :before order by id desc"
                + " limit :rows")
                .bind("before", beforeId)
                .bind("rows", rowsMax)
                .map((row, _) -> entry(row))
                .list();
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(row.getLong("id"), Instant.ofEpochMilli(row.getLong("at_ms")),
                new Actor(row.getString("actor"), row.getString("address")),
                row.getString("action"), row.getString("target"), row.getString("outcome"),
                row.getString("detail"));
    }

    /** Names come from outside, and a row is shown in terminals and spreadsheets. */
    private static String plain(String text) {
        String cut = text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
