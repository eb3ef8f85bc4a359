// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Database files that no server has open: backups. Waits for the disk; never on an event loop. */
public final class StoreFile {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);
    private static final String FRESH = "ringrank.db.new";
    private static final String PREVIOUS = "ringrank.db.before-restore";

    private StoreFile() {}

    public static boolean isIn(Path dataDir) {
        return Files.exists(Store.fileIn(dataDir));
    }

    /**
     * Puts a backup in the place of the database of a data directory, at once or not at all. What was
     * there before is kept beside it as {@code ringrank.db.before-restore}; all sessions have ended.
     *
     * @param dataDir must exist, and be taken by this process
     * @param note writes in it that it was restored
     * @throws StoreException if the file is no whole backup
     */
    public static void restore(Path backup, Path dataDir, Consumer<Transaction> note)
            throws IOException {
        Path file = Store.fileIn(dataDir);
        Path fresh = dataDir.resolve(FRESH);
        try {
            Files.deleteIfExists(fresh);
            Store.createPrivately(fresh);
            copy(backup, fresh);
            refuseIfDamaged(backup, fresh);
            Store.migrate(backup, Store.dataSource(fresh));
            forgetSessions(fresh);
            Jdbi.create(Store.dataSource(fresh))
                    .useTransaction(handle -> note.accept(new Transaction(handle)));
            toOneFile(fresh);
            force(fresh);
            setAside(file, free(dataDir));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            force(dataDir);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Whoever finds a copy must not get in with it, and a restored one must not let anybody back in. */
    static void forgetSessions(Path file) {
        Jdbi.create(Store.dataSource(file)).useHandle(handle -> {
            handle.execute("pragma secure_delete = on");
            handle.execute("delete from sessions");
            handle.execute("delete from signing_keys");
        });
        toOneFile(file);
    }

    private static void toOneFile(Path file) {
        Jdbi.create(Store.dataSource(file))
                .useHandle(handle -> handle.execute("pragma journal_mode = delete"));
    }

    private static void copy(Path backup, Path fresh) throws IOException {
        try (OutputStream out = Files.newOutputStream(fresh)) {
            Files.copy(backup, out);
        } catch (NoSuchFileException e) {
            throw new StoreException("there is no backup " + backup, e);
        }
    }

    private static void refuseIfDamaged(Path backup, Path fresh) throws StoreException {
        try {
            Jdbi.create("jdbc:sqlite:" + fresh).useHandle(handle -> {
                int id = handle.select("pragma application_id").mapTo(int.class).one();
                String found = id == Store.APPLICATION_ID
                        ? handle.select("pragma integrity_check(1)").mapTo(String.class).one()
                        : "it is a database of another program";
                if (!found.equals("ok")) {
                    throw new StoreException(backup + " is no whole backup: " + found);
                }
            });
        } catch (JdbiException e) {
            throw new StoreException(backup + " is no backup of Ringrank: " + e.getMessage(), e);
        }
    }

    /** A name that no earlier restore has used: what was set aside may be the only copy. */
    private static Path free(Path dataDir) {
        Path previous = dataDir.resolve(PREVIOUS);
        for (int number = 2; Files.exists(previous); number++) {
            previous = dataDir.resolve(PREVIOUS + '-' + number);
        }
        return previous;
    }

    /** Leaves the old database in its place as well, so that there is one at every moment. */
    private static void setAside(Path file, Path previous) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Jdbi.create("jdbc:sqlite:" + file)
                    .useHandle(handle -> handle.execute("pragma journal_mode = delete"));
        } catch (JdbiException e) {
            LOG.warn("{} is damaged and is set aside as it is: {}", file, e.getMessage());
        }
        // A log that is left from it would be played into the new one.
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
        Files.createLink(previous, file);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
