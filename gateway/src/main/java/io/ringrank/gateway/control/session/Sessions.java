// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.auth.Role;
import io.ringrank.gateway.auth.SessionCheck;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.Transaction;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The logins that go on. A token names its session, so that one that ended lets nobody in however long
 * its token would be good. {@link #find} is for any thread and never waits; all else is for
 * transactions.
 */
public final class Sessions implements SessionCheck {

    /** Of one user; a further login ends the oldest. */
    static final int PER_USER_MAX = 20;

    /** No session may be longer. */
    public static final Duration LIFETIME_MAX = Duration.ofDays(30);

    /** After so long a new key signs; the old one is accepted until its last session has ended. */
    static final Duration KEY_AGE_MAX = Duration.ofDays(30);

    private static final int CSRF_BYTES = 16;

    private final Vertx vertx;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Duration lifetime;
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private volatile SessionTokens tokens;

    /**
     * A session and what lets its user back in.
     *
     * @param token secret; shown once
     */
    public record Issued(String token, Principal.SignedIn principal, Duration lifetime) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Issued[" + principal + ']';
        }
    }

    private Sessions(Vertx vertx, InstantSource clock, SecureRandom random, Duration lifetime) {
        this.vertx = vertx;
        this.clock = clock;
        this.random = random;
        this.lifetime = lifetime;
        this.tokens = new SessionTokens(vertx, List.of());
    }

    /**
     * Reads the sessions that go on, and makes the first key if there is none.
     *
     * @param lifetime of sessions that are begun from now on
     */
    public static Sessions load(Store store, Vertx vertx, InstantSource clock, SecureRandom random,
            Duration lifetime) {
        Sessions sessions = new Sessions(vertx, clock, random, lifetime);
        store.write(tx -> {
            SessionTable.deleteExpired(tx.handle(), clock.instant());
            SessionTable.all(tx.handle()).forEach(s -> sessions.byId.put(s.id(), s));
            return sessions.rotateIfDue(tx);
        });
        return sessions;
    }

    @Override
    public Principal.@Nullable SignedIn find(String token) {
        String id = tokens.sessionOf(token);
        Session session = id == null ? null : byId.get(id);
        return session == null || session.hasExpired(clock.instant()) ? null : session.principal();
    }

    /** Begins a session of a user who is in this transaction. */
    public Issued begin(Transaction tx, String user, Role role, boolean mustChangePassword) {
        Instant now = clock.instant();
        Session session = new Session(new Principal.SignedIn(UUID.randomUUID().toString(), user,
                role, mustChangePassword, csrfToken(), now.plus(lifetime)), now);
        SessionTokens signer = rotateIfDue(tx);
        List<Session> ended = tooMany(user, now);
        SessionTable.deleteExpired(tx.handle(), now);
        ended.forEach(old -> SessionTable.delete(tx.handle(), old.id()));
        SessionTable.insert(tx.handle(), session);
        tx.afterCommit(() -> {
            ended.forEach(old -> byId.remove(old.id()));
            byId.put(session.id(), session);
        });
        return new Issued(signer.sign(session), session.principal(), lifetime);
    }

    public void end(Transaction tx, String session) {
        SessionTable.delete(tx.handle(), session);
        tx.afterCommit(() -> byId.remove(session));
    }

    public void endAllOf(Transaction tx, String user) {
        SessionTable.deleteAllOf(tx.handle(), user);
        tx.afterCommit(() -> byId.values().removeIf(session -> session.user().equals(user)));
    }

    /** The same in a store that no server has open. */
    public static void endAllStoredOf(Transaction tx, String user) {
        SessionTable.deleteAllOf(tx.handle(), user);
    }

    /** Makes a new key and forgets all others, in case one got into wrong hands. Every session ends. */
    public void replaceSigningKey(Transaction tx) {
        SigningKeyTable.all(tx.handle()).forEach(key -> SigningKeyTable.delete(tx.handle(), key));
        SessionTable.deleteAll(tx.handle());
        rotateIfDue(tx);
        tx.afterCommit(byId::clear);
    }

    /** Takes a new key if the newest is too old, and forgets those that no session can need. */
    private SessionTokens rotateIfDue(Transaction tx) {
        Instant now = clock.instant();
        List<SigningKey> kept = new ArrayList<>();
        List<SigningKey> stored = SigningKeyTable.all(tx.handle());
        if (stored.isEmpty() || isOld(stored.getFirst(), now)) {
            SigningKey fresh = SigningKey.create(random, now);
            SigningKeyTable.insert(tx.handle(), fresh);
            kept.add(fresh);
        }
        // A key signs until the next one is made.
        Instant replaced = now;
        for (SigningKey key : stored) {
            boolean signs = kept.isEmpty();
            if (signs || replaced.plus(LIFETIME_MAX).isAfter(now)) {
                kept.add(key);
            } else {
                SigningKeyTable.delete(tx.handle(), key);
            }
            replaced = key.created();
        }
        SessionTokens current = new SessionTokens(vertx, kept);
        tx.afterCommit(() -> tokens = current);
        return current;
    }

    private boolean isOld(SigningKey key, Instant now) {
        return key.created().plus(KEY_AGE_MAX).isBefore(now);
    }

    private List<Session> tooMany(String user, Instant now) {
        List<Session> own = byId.values()
                .stream()
                .filter(session -> session.user().equals(user))
                .sorted(Comparator.comparing(Session::created))
                .toList();
        List<Session> ended =
                new ArrayList<>(own.subList(0, Math.max(0, own.size() - PER_USER_MAX + 1)));
        byId.values().stream().filter(session -> session.hasExpired(now)).forEach(ended::add);
        return ended;
    }

    private String csrfToken() {
        byte[] bytes = new byte[CSRF_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
