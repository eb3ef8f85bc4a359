// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Backups, and the key that signs sessions. On virtual threads. */
final class StoreActions {

    private static final String COPY_PREFIX = "backup-";
    private static final String COPY_SUFFIX = ".tmp";

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

    /** Deletes the copies that were being sent when the process ended. */
    static void forgetCopies(Path dataDir) throws IOException {
        try (DirectoryStream<Path> copies =
                Files.newDirectoryStream(dataDir, COPY_PREFIX + '*' + COPY_SUFFIX)) {
            for (Path copy : copies) {
                Files.deleteIfExists(copy);
            }
        }
    }

    Reply backUp(ControlCall call) {
        store.write(tx -> {
            audit.done(tx, call.actor(), "backup", "", "");
            return true;
        });
        Path copy = dataDir.resolve(COPY_PREFIX + UUID.randomUUID() + COPY_SUFFIX);
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
