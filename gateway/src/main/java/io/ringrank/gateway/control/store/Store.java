// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database of the control plane: SQLite in one file of the data directory, readable by its owner
 * only. What {@link #write} returned from is on disk, whatever happens to the process or the power.
 * It waits for the disk: virtual threads, and the start of a server, but never an event loop.
 */
public final class Store implements AutoCloseable {

    /*
     * Writers take turns by a lock of our own, because SQLite has one writer at a time anyway and makes the
     * others retry. The lock also keeps publications in the order of commits. Readers see the last commit and
     * wait for nobody (write-ahead log).
     */

    /** "RRNK", as the first migration sets it, so that a backup is known to be one of ours. */
    static final int APPLICATION_ID = 0x52524E4B;

    private static final String FILE = "ringrank.db";
    private static final String MIGRATIONS = "classpath:db/sqlite";
    /** Where the driver puts SQLite's library, once for a process. */
    private static final String SQLITE_FOLDER = "org.sqlite.tmpdir";

    private static final int CONNECTIONS_MAX = 4;
    private static final int BUSY_MILLIS_MAX = 10_000;

    private final Path file;
    private final HikariDataSource connections;
    private final Jdbi jdbi;
    private final ReentrantLock writing = new ReentrantLock(true);

    private Store(Path file, HikariDataSource connections) {
        this.file = file;
        this.connections = connections;
        this.jdbi = Jdbi.create(connections);
        // Else a failed statement would show its arguments in the log, and some are secret.
        jdbi.configure(StatementExceptions.class,
                exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
    }

    /**
     * Opens the database, made first if there is none, and brings it up to date.
     *
     * @param dataDir taken by a {@link DataDirectoryLock}
     */
    public static Store open(Path dataDir) throws IOException {
        // Beside the libraries of the engines, since programs may not be run from some folders for temporary files.
        if (System.getProperty(SQLITE_FOLDER) == null) {
            System.setProperty(SQLITE_FOLDER,
                    Files.createDirectories(dataDir.resolve("natives")).toString());
        }
        Path file = fileIn(dataDir);
        createPrivately(file);
        HikariDataSource connections = connect(file);
        boolean opened = false;
        try {
            migrate(file, connections);
            opened = true;
            return new Store(file, connections);
        } finally {
            if (!opened) {
                connections.close();
            }
        }
    }

    static Path fileIn(Path dataDir) {
        return dataDir.resolve(FILE);
    }

    /**
     * Runs queries that change nothing, on what was committed last.
     *
     * @throws StoreFailedException if the database fails
     */
    public <T> T read(Function<Handle, T> query) {
        try {
            return jdbi.withHandle(query::apply);
        } catch (JdbiException e) {
            throw new StoreFailedException(e);
        }
    }

    /**
     * Makes a change as a whole or, if it throws, not at all. Changes are made one after the other.
     *
     * @throws StoreFailedException if the database fails
     */
    public <T> T write(Function<Transaction, T> change) {
        writing.lock();
        try (Handle handle = jdbi.open()) {
            Transaction transaction = new Transaction(handle);
            T result = handle.inTransaction(_ -> change.apply(transaction));
            transaction.committed();
            return result;
        } catch (JdbiException e) {
            throw new StoreFailedException(e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Writes a copy of the database as it is now, while it is in use.
     *
     * @param target must not exist; sessions and the keys that sign them are left out
     */
    public void copyTo(Path target) throws IOException {
        createPrivately(target);
        read(handle -> handle.execute("vacuum into ?", target.toString()));
        StoreFile.forgetSessions(target);
    }

    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return "Store[" + file + ']';
    }

    /** Its companions with the suffixes -wal and -shm get the same permissions from SQLite. */
    static void createPrivately(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // It keeps the permissions that its owner gave it.
        }
    }

    static DataSource dataSource(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MILLIS_MAX);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static HikariDataSource connect(Path file) throws StoreException {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("store");
        pool.setDataSource(dataSource(file));
        pool.setMaximumPoolSize(CONNECTIONS_MAX);
        pool.setMinimumIdle(1);
        try {
            return new HikariDataSource(pool);
        } catch (HikariPool.PoolInitializationException e) {
            throw new StoreException("the database " + file + " can't be opened; restore a backup: "
                    + e.getMessage(), e);
        }
    }

    /** @param file that is named if it can't be used */
    static void migrate(Path file, DataSource connections) throws StoreException {
        try {
            Flyway.configure()
                    .dataSource(connections)
                    .locations(MIGRATIONS)
                    // A database that a newer Ringrank has changed must not be used by an older one.
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException("the database " + file + " can't be used by this version of"
                    + " Ringrank; use a newer version, or restore a backup: " + e.getMessage(), e);
        }
    }
}
