// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;

/** Backups, and the key that signs sessions. On virtual threads. */
final class StoreActions {

    private final Store store;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Path dataDir;

    /** @param dataDir where a copy lies while it is sent */
    StoreActions(Store store, Sessions sessions, AuditLog audit, Path dataDir) {
        this.store = store;
        this.sessions = sessions;
        this.audit = audit;
        this.dataDir = dataDir;
    }

    Reply backUp(ControlCall call) {
        store.write(tx -> {
            audit.done(tx, call.actor(), "backup", "", "");
            return true;
        });
        Path copy = dataDir.resolve("backup-" + UUID.randomUUID() + ".tmp");
        try {
            store.copyTo(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply.Download(copy, "ringrank-backup.db");
    }

    /** In case somebody has the old one. Everybody must log in again. */
    Reply replaceSigningKey(ControlCall call) {
        store.write(tx -> {
            sessions.replaceSigningKey(tx);
            audit.done(tx, call.actor(), "signing_key.replace", "", "");
            return true;
        });
        return new Reply.Done();
    }
}
