// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import io.ringrank.gateway.auth.Role;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first user, {@code admin}, and the file {@code initial-admin-password} with the password that
 * was made up for it. Waits for the disk.
 */
public final class InitialAdmin {

    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(InitialAdmin.class);

    private final Path file;

    public InitialAdmin(Path dataDir) {
        this.file = dataDir.resolve("initial-admin-password");
    }

    /** Readable by its owner only; there until the password is changed. */
    public Path file() {
        return file;
    }

    /** Makes the user if there are none at all. */
    void createIfNoUsers(Store store, AuditLog audit, Passwords passwords, Instant now)
            throws IOException {
        if (store.read(UserTable::count) > 0) {
            return;
        }
        String password = passwords.generate();
        // First the file: a crash in between leaves no user, and the next start makes both anew.
        PrivateFile.write(file, password);
        String hash = passwords.hash(password);
        store.write(tx -> {
            UserTable.insert(tx.handle(), new User(NAME, Role.ADMIN, true, now), hash);
            audit.done(tx, Actor.SERVER, "user.create", NAME, "the first start");
            return true;
        });
        LOG.info("the password of the user {} is in {}", NAME, file);
    }

    /**
     * Makes a new password for it, the user too if there is none, and an admin of it again.
     *
     * @param store of a server that is stopped
     */
    public void reset(Store store, AuditLog audit, Passwords passwords, Instant now)
            throws IOException {
        String password = passwords.generate();
        PrivateFile.write(file, password);
        String hash = passwords.hash(password);
        store.write(tx -> {
            if (UserTable.find(tx.handle(), NAME).isEmpty()) {
                UserTable.insert(tx.handle(), new User(NAME, Role.ADMIN, true, now), hash);
            }
            UserTable.setPassword(tx.handle(), NAME, hash, true);
            UserTable.setRole(tx.handle(), NAME, Role.ADMIN);
            Sessions.endAllStoredOf(tx, NAME);
            audit.done(tx, Actor.CONSOLE, "user.password", NAME, "reset on the server's machine");
            return true;
        });
    }

    /**
     * Deletes the file if the password in it is not the user's.
     *
     * @return whether it was deleted
     */
    public boolean forgetIfWrong(Store store, Passwords passwords) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        String password = Files.readString(file).strip();
        boolean right = store.read(handle -> UserTable.passwordHash(handle, NAME))
                .filter(hash -> passwords.matches(password, hash))
                .isPresent();
        return !right && Files.deleteIfExists(file);
    }

    /** The password in it is not valid any more. */
    void forgetFile() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is of no use any more and can't be deleted: {}", file, e.toString());
        }
    }
}
