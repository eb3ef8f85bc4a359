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
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of putting a backup in the place of the database.
 *
 * @param compared whether what was there before could be read
 * @param keysBack ids of API keys that were revoked or narrowed after the backup was made, and are again
 *        as they were
 * @param usersBack names of users who were deleted or demoted after it was made, or got another password,
 *        and are again as they were
 * @param filesForgotten with a first password or a first key that the backup does not know
 */
public record Restoration(boolean compared, Set<String> keysBack, Set<String> usersBack,
        List<Path> filesForgotten) {

    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    /** Who may get in: what they may do, by id and by name. */
    private record Known(Map<String, String> keys, Map<String, String> users) {

        static Known in(Store store) {
            return new Known(ApiKeys.described(store), Users.described(store));
        }
    }

    /**
     * Restores, as {@link StoreFile#restore}. Waits for the disk.
     *
     * @param dataDir taken by this process; nothing else has it open
     */
    static Restoration of(Path backup, Path dataDir) throws IOException {
        boolean isNew = !StoreFile.isIn(dataDir);
        Optional<Known> old = isNew ? Optional.empty() : knownIn(dataDir);
        StoreFile.restore(backup, dataDir, tx -> AuditLog.note(tx,
                InstantSource.system().instant(), Actor.CONSOLE, "restore", backup.toString()));
        try (Store store = Store.open(dataDir)) {
            Known now = Known.in(store);
            Known before = old.orElse(now);
            return new Restoration(isNew || old.isPresent(), back(now.keys(), before.keys()),
                    back(now.users(), before.users()), forget(store, now, dataDir));
        }
    }

    /** Empty if it can't be read, which may be why a backup is brought back. */
    private static Optional<Known> knownIn(Path dataDir) throws IOException {
        try (Store store = Store.open(dataDir)) {
            return Optional.of(Known.in(store));
        } catch (StoreException | StoreFailedException | NoSuchElementException e) {
            LOG.debug("the database that is replaced can't be read", e);
            return Optional.empty();
        }
    }

    private static Set<String> back(Map<String, String> now, Map<String, String> old) {
        Set<String> back = new TreeSet<>();
        now.forEach((who, may) -> {
            if (!may.equals(old.get(who))) {
                back.add(who);
            }
        });
        return back;
    }

    private static List<Path> forget(Store store, Known known, Path dataDir)
            throws IOException {
        List<Path> forgotten = new ArrayList<>();
        InitialAdmin admin = new InitialAdmin(dataDir);
        if (admin.forgetIfWrong(store, new Passwords(new SecureRandom(), 1))) {
            forgotten.add(admin.file());
        }
        ApiKeyFile key = new ApiKeyFile(dataDir);
        if (key.forgetUnlessOf(known.keys().keySet())) {
            forgotten.add(key.initialKey());
        }
        return forgotten;
    }
}
