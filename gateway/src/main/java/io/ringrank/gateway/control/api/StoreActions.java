// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.error.RequestError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Backups, and the key that signs sessions. On virtual threads. */
final class StoreActions {

    private static final String COPY_PREFIX = "backup-";
    private static final String COPY_SUFFIX = ".tmp";

    /** Each is as large as the database. */
    private static final int COPIES_MAX = 2;

    private final Store store;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Path dataDir;
    private final Semaphore copies = new Semaphore(COPIES_MAX);

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
        if (!copies.tryAcquire()) {
            return new Reply.Refused(new RequestError.TooMuchAtOnce());
        }
        Path copy = dataDir.resolve(COPY_PREFIX + UUID.randomUUID() + COPY_SUFFIX);
        boolean made = false;
        try {
            store.write(tx -> {
                audit.done(tx, call.actor(), "backup", "", "");
                return true;
            });
            store.copyTo(copy);
            made = true;
            return new Reply.Download(copy, "ringrank-backup.db", () -> forget(copy));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!made) {
                forget(copy);
            }
        }
    }

    private void forget(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            copies.release();
        }
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
