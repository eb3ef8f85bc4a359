// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.keys.ApiKeys;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.StoreException;
import io.ringrank.gateway.control.store.StoreFailedException;
import io.ringrank.gateway.control.store.StoreFile;
import io.ringrank.gateway.control.users.InitialAdmin;
import io.ringrank.gateway.control.users.Passwords;
import io.ringrank.gateway.control.users.Users;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came of putting a backup in the place of the database.
 *
 * @param keysBack ids of API keys that were revoked after the backup was made, and are valid again
 * @param usersBack names of users who were deleted after it was made, and can log in again
 * @param filesForgotten with a first password or a first key that the backup does not know
 */
public record Restoration(Set<String> keysBack, Set<String> usersBack,
        List<Path> filesForgotten) {

    /** Who may get in. */
    private record Known(Set<String> keys, Set<String> users) {

        static Known in(Store store) {
            return new Known(ApiKeys.ids(store), Users.names(store));
        }
    }

    /**
     * Restores, as {@link StoreFile#restore}. Waits for the disk.
     *
     * @param dataDir taken by this process; nothing else has it open
     */
    static Restoration of(Path backup, Path dataDir) throws IOException {
        Known old = knownIn(dataDir);
        StoreFile.restore(backup, dataDir, tx -> AuditLog.note(tx,
                InstantSource.system().instant(), Actor.CONSOLE, "restore", backup.toString()));
        try (Store store = Store.open(dataDir)) {
            Known now = Known.in(store);
            return new Restoration(back(now.keys(), old.keys()), back(now.users(), old.users()),
                    forget(store, now, dataDir));
        }
    }

    /** Nothing if there is no database, or one that can't be read any more. */
    private static Known knownIn(Path dataDir) throws IOException {
        if (StoreFile.isIn(dataDir)) {
            try (Store store = Store.open(dataDir)) {
                return Known.in(store);
            } catch (StoreException | StoreFailedException _) {
                // It is restored because it is damaged.
            }
        }
        return new Known(Set.of(), Set.of());
    }

    private static Set<String> back(Set<String> now, Set<String> old) {
        Set<String> back = new TreeSet<>(now);
        back.removeAll(old);
        return old.isEmpty() ? Set.of() : back;
    }

    private static List<Path> forget(Store store, Known known, Path dataDir)
            throws IOException {
        List<Path> forgotten = new ArrayList<>();
        InitialAdmin admin = new InitialAdmin(dataDir);
        if (admin.forgetIfWrong(store, new Passwords(new SecureRandom(), 1))) {
            forgotten.add(admin.file());
        }
        ApiKeyFile key = new ApiKeyFile(dataDir);
        if (key.forgetUnlessOf(known.keys())) {
            forgotten.add(key.initialKey());
        }
        return forgotten;
    }
}
