// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import io.ringrank.gateway.auth.ApiKey;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.auth.Authorizer;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.control.api.ControlRoutes;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.deployments.Deployments;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.control.keys.ApiKeys;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.StoreFailedException;
import io.ringrank.gateway.control.usage.UsageMeter;
import io.ringrank.gateway.control.users.InitialAdmin;
import io.ringrank.gateway.control.users.Passwords;
import io.ringrank.gateway.control.users.Users;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.metrics.History;
import io.ringrank.gateway.rerank.RequestListener;
import io.ringrank.gateway.route.DenialListener;
import io.ringrank.gateway.route.Route;
import io.ringrank.gateway.status.ServerFacts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of the administration of one data directory: opens it, gives the data plane what it needs, and
 * saves what was counted twice a second and at the end. Opening and closing wait for the disk.
 */
public final class ControlPlane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    /** So that a kill loses no more than two seconds of usage, the time to write it included. */
    private static final long SAVE_MILLIS = 500;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Store store;
    private final UsageMeter usage;
    private final ApiKeys keys;
    private final Authorizer authorizer;
    private final ApiKeyRegistry registry;
    private final ControlRoutes routes;
    private final ExecutorService virtualThreads;
    private final AtomicBoolean saving = new AtomicBoolean();
    private final long saveTimer;
    private final long sampleTimer;

    /**
     * What it needs of the world.
     *
     * @param dataDir taken by this process, and private to its owner
     * @param nanoTime of limits, like {@link System#nanoTime}
     * @param hashesAtOnce password hashes computed at a time, at least 1
     * @param models closed by whoever opened it
     * @param fleet closed after this
     * @param observed what is shown of the server
     */
    public record Surroundings(Vertx vertx, Path dataDir, InstantSource clock,
            LongSupplier nanoTime, Duration sessionLifetime, int hashesAtOnce,
            ModelStore models, Fleet fleet, Observed observed) {}

    /**
     * What is shown of the server.
     *
     * @param metrics of which a history is kept
     */
    public record Observed(GatewayMetrics metrics, ServerFacts server) {}

    private ControlPlane(Surroundings surroundings, Store store) throws IOException {
        SecureRandom random = new SecureRandom();
        this.clock = surroundings.clock();
        this.vertx = surroundings.vertx();
        this.store = store;
        AuditLog audit = new AuditLog(store, clock, surroundings.nanoTime());
        this.registry = new ApiKeyRegistry(clock, surroundings.nanoTime());
        this.keys = ApiKeys.open(store, registry, audit, random, clock, surroundings.dataDir());
        Sessions sessions = Sessions.load(store, vertx, clock, random,
                surroundings.sessionLifetime());
        Passwords passwords = new Passwords(random, surroundings.hashesAtOnce());
        Users users = Users.open(new Users.Surroundings(store, sessions, audit, passwords, clock),
                new InitialAdmin(surroundings.dataDir()), random, surroundings.nanoTime());
        this.usage = new UsageMeter(store, clock);
        this.authorizer = new Authorizer(registry, sessions);
        this.virtualThreads = Executors
                .newThreadPerTaskExecutor(Thread.ofVirtual().name("control-", 0).factory());
        History history = new History(surroundings.observed().metrics(), clock,
                surroundings.nanoTime());
        this.routes = new ControlRoutes(
                new ControlRoutes.Services(store, authorizer, users, passwords,
                        sessions, keys, usage, audit, surroundings.models(),
                        Deployments.open(store, audit, clock, surroundings.fleet()), history,
                        surroundings.observed().server()),
                surroundings.dataDir(), clock,
                virtualThreads);
        this.saveTimer = vertx.setPeriodic(SAVE_MILLIS, _ -> saveSoon());
        this.sampleTimer = vertx.setPeriodic(History.INTERVAL.toMillis(),
                _ -> soon(history::take));
    }

    /** Opens the data directory, and makes the first user and the first key if there are none. */
    public static ControlPlane open(Surroundings surroundings) throws IOException {
        Store store = Store.open(surroundings.dataDir());
        boolean opened = false;
        try {
            ControlPlane plane = new ControlPlane(surroundings, store);
            opened = true;
            return plane;
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    /**
     * Gives the user admin a new password, which is in the file that is returned. The directory must be
     * taken by this process, and nothing else have it open.
     */
    public static Path resetAdminPassword(Path dataDir) throws IOException {
        InitialAdmin admin = new InitialAdmin(dataDir);
        InstantSource clock = InstantSource.system();
        try (Store store = Store.open(dataDir)) {
            admin.reset(store, new AuditLog(store, clock, System::nanoTime),
                    new Passwords(new SecureRandom(), 1), clock.instant());
        }
        return admin.file();
    }

    /**
     * Puts a backup in the place of the database.
     *
     * @param dataDir taken by this process, and opened by nothing else
     */
    public static Restoration restore(Path backup, Path dataDir) throws IOException {
        return Restoration.of(backup, dataDir);
    }

    /**
     * Makes a key for whoever has the data directory itself. It is not stored, so it is valid as long as
     * this object.
     */
    public String consoleKey() {
        ApiKey.Created key = ApiKey.createAs(Actor.CONSOLE.id(), new SecureRandom(), "console",
                clock.instant(), KeyGrant.unlimited(EnumSet.of(Scope.MANAGEMENT)));
        registry.put(List.of(key.record()));
        return key.key().value();
    }

    public Authorizer authorizer() {
        return authorizer;
    }

    public RequestListener usage() {
        return usage;
    }

    public List<Route> routes() {
        return routes.table();
    }

    public DenialListener denials() {
        return routes;
    }

    /** After the HTTP side was closed, so that nothing is counted any more. */
    @Override
    public void close() {
        vertx.cancelTimer(saveTimer);
        vertx.cancelTimer(sampleTimer);
        virtualThreads.close();
        save();
        store.close();
    }

    /** Not while it is being closed: a timer may fire once more, and the last save comes anyway. */
    private void soon(Runnable task) {
        if (!virtualThreads.isShutdown()) {
            virtualThreads.execute(task);
        }
    }

    private void saveSoon() {
        if (saving.compareAndSet(false, true)) {
            soon(() -> {
                try {
                    save();
                } finally {
                    saving.set(false);
                }
            });
        }
    }

    private void save() {
        try {
            usage.flush();
            keys.saveLastUses();
        } catch (StoreFailedException e) {
            LOG.error("usage can't be saved and is kept in memory", e);
        }
    }
}
