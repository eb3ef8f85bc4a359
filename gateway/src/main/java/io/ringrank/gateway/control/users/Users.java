// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.auth.Role;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.Transaction;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.error.RequestError.ControlError;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who can log in. A change of password or role ends all sessions of the user, and so does deleting
 * it. Waits for the disk and for hashes: virtual threads, never an event loop.
 */
public final class Users {

    /** Of a name. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private static final String LOGIN = "auth.login";

    static final int USERS_MAX = 10_000;

    private final Store store;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final InitialAdmin initialAdmin;
    private final InstantSource clock;

    /** What surrounds this service. */
    public record Surroundings(Store store, Sessions sessions, AuditLog audit,
            Passwords passwords, InstantSource clock) {}

    /** What came of a login. */
    public sealed interface Login {}

    public record LoggedIn(Sessions.Issued issued) implements Login {}

    public record NotLoggedIn(AccessError error) implements Login {}

    private Users(Surroundings surroundings, LoginThrottle throttle, InitialAdmin initialAdmin) {
        this.store = surroundings.store();
        this.sessions = surroundings.sessions();
        this.audit = surroundings.audit();
        this.passwords = surroundings.passwords();
        this.clock = surroundings.clock();
        this.throttle = throttle;
        this.initialAdmin = initialAdmin;
    }

    /**
     * Opens the service, and makes the first user if there is none.
     *
     * @param nanoTime of the throttle, like {@link System#nanoTime}
     */
    public static Users open(Surroundings surroundings, InitialAdmin initialAdmin,
            SecureRandom random, LongSupplier nanoTime) throws IOException {
        initialAdmin.createIfNoUsers(surroundings.store(), surroundings.audit(),
                surroundings.passwords(), surroundings.clock().instant());
        return new Users(surroundings, new LoginThrottle(random, nanoTime), initialAdmin);
    }

    /** Role and hash of the password of the users in a database, by name. */
    public static Map<String, String> described(Store store) {
        return store.read(handle -> UserTable.all(handle)
                .stream()
                .collect(Collectors.toMap(User::name, user -> user.role().word() + ' '
                        + UserTable.passwordHash(handle, user.name()).orElse(""))));
    }

    /** By name. */
    public List<User> list() {
        return store.read(UserTable::all);
    }

    public Optional<User> find(String name) {
        return store.read(handle -> UserTable.find(handle, name));
    }

    /** Begins a session, if the password is right and not too many were wrong before. */
    public Login logIn(String name, String password, String address) {
        Login login = tryLogIn(name, password, address);
        if (login instanceof NotLoggedIn(AccessError error)) {
            // Some type their password where the name goes.
            String known = find(name).map(User::name).orElse("");
            audit.refused(new Actor("-", address), LOGIN, known, ErrorAnswer.of(error).code());
        }
        return login;
    }

    private Login tryLogIn(String name, String password, String address) {
        Duration wait = throttle.tryAttempt(name, address);
        if (!wait.isZero()) {
            return new NotLoggedIn(new AccessError.TooManyLogins(wait));
        }
        Optional<String> verified = hashOf(name, password);
        if (verified.isEmpty()) {
            return new NotLoggedIn(new AccessError.WrongLogin());
        }
        throttle.succeeded(name, address);
        return store.write(tx -> UserTable.find(tx.handle(), name)
                .filter(_ -> isStill(tx, name, verified))
                .<Login>map(user -> {
                    audit.done(tx, actor(user, address), LOGIN, name, "");
                    return new LoggedIn(sessions.begin(tx, name, user.role(),
                            user.mustChangePassword()));
                })
                // It was deleted or got another password while this one was looked at.
                .orElseGet(() -> new NotLoggedIn(new AccessError.WrongLogin())));
    }

    public void logOut(Actor actor, Principal.SignedIn session) {
        store.write(tx -> {
            sessions.end(tx, session.session());
            audit.done(tx, actor, "auth.logout", session.user(), "");
            return true;
        });
    }

    /** Changes the own password, throttled like a login, since it tries one as well. */
    public Optional<RequestError> changeOwnPassword(Actor actor, String name, String current,
            String fresh) {
        Duration wait = throttle.tryAttempt(name, actor.address());
        if (!wait.isZero()) {
            return Optional.of(new AccessError.TooManyLogins(wait));
        }
        Optional<String> verified = hashOf(name, current);
        if (verified.isEmpty()) {
            return Optional.of(new AccessError.WrongLogin());
        }
        throttle.succeeded(name, actor.address());
        if (current.equals(fresh)) {
            return Optional.of(new RequestError.InvalidField("new_password",
                    "new_password must not be the current one"));
        }
        String hash = passwords.hash(fresh);
        return store.write(tx -> {
            if (!isStill(tx, name, verified)) {
                return Optional.of(new AccessError.WrongLogin());
            }
            setPassword(tx, name, hash, false);
            audit.done(tx, actor, "auth.password", name, "");
            return Optional.empty();
        });
    }

    /** Adds a user, who must change the password at the first login. */
    public Optional<RequestError> create(Actor actor, String name, Role role, String password) {
        String hash = passwords.hash(password);
        return store.write(tx -> {
            if (UserTable.find(tx.handle(), name).isPresent()) {
                return Optional.of(new ControlError.Conflict(
                        "There is a user '" + name + "' already.", ErrorCode.USER_EXISTS));
            }
            if (UserTable.count(tx.handle()) >= USERS_MAX) {
                return Optional.of(new ControlError.Conflict(
                        "There are " + USERS_MAX + " users, which is the most.",
                        ErrorCode.TOO_MANY_USERS));
            }
            UserTable.insert(tx.handle(), new User(name, role, true, clock.instant()), hash);
            audit.done(tx, actor, "user.create", name, "role " + role.word());
            return Optional.empty();
        });
    }

    /** Gives a user a new password, which must be changed at the next login. */
    public Optional<RequestError> resetPassword(Actor actor, String name, String password) {
        String hash = passwords.hash(password);
        return store.write(tx -> {
            if (UserTable.find(tx.handle(), name).isEmpty()) {
                return Optional.of(noUser(name));
            }
            setPassword(tx, name, hash, true);
            audit.done(tx, actor, "user.password", name, "");
            return Optional.empty();
        });
    }

    /** @param together what is done in the same transaction, if it can be changed */
    public Optional<RequestError> setRole(Actor actor, String name, Role role,
            Consumer<Transaction> together) {
        return store.write(tx -> {
            Optional<RequestError> obstacle = obstacleToLosing(tx, name, role == Role.ADMIN);
            if (obstacle.isEmpty()) {
                Role old = UserTable.find(tx.handle(), name).orElseThrow().role();
                UserTable.setRole(tx.handle(), name, role);
                sessions.endAllOf(tx, name);
                audit.done(tx, actor, "user.update", name,
                        "role " + old.word() + " -> " + role.word());
                together.accept(tx);
            }
            return obstacle;
        });
    }

    /** @param together what is done in the same transaction, if it can be deleted */
    public Optional<RequestError> delete(Actor actor, String name,
            Consumer<Transaction> together) {
        return store.write(tx -> {
            Optional<RequestError> obstacle = obstacleToLosing(tx, name, false);
            if (obstacle.isEmpty()) {
                sessions.endAllOf(tx, name);
                UserTable.delete(tx.handle(), name);
                audit.done(tx, actor, "user.delete", name, "");
                together.accept(tx);
            }
            return obstacle;
        });
    }

    /** @param staysAdmin whether the user is an admin afterwards */
    private static Optional<RequestError> obstacleToLosing(Transaction tx, String name,
            boolean staysAdmin) {
        Optional<User> user = UserTable.find(tx.handle(), name);
        if (user.isEmpty()) {
            return Optional.of(noUser(name));
        }
        boolean last = user.get().role() == Role.ADMIN && UserTable.countAdmins(tx.handle()) == 1;
        return last && !staysAdmin
                ? Optional.of(new ControlError.Conflict("'" + name
                        + "' is the last admin; make another user an admin first.",
                        ErrorCode.LAST_ADMIN))
                : Optional.empty();
    }

    private void setPassword(Transaction tx, String name, String hash, boolean mustChange) {
        UserTable.setPassword(tx.handle(), name, hash, mustChange);
        sessions.endAllOf(tx, name);
        if (name.equals(InitialAdmin.NAME)) {
            tx.afterCommit(initialAdmin::forgetFile);
        }
    }

    /** What is stored of the password, if it is the user's; takes as long if there is no such user. */
    private Optional<String> hashOf(String name, String password) {
        Optional<String> hash = store.read(handle -> UserTable.passwordHash(handle, name));
        boolean right = hash.isPresent()
                ? passwords.matches(password, hash.get())
                : passwords.matchesNobody(password);
        return right ? hash : Optional.empty();
    }

    /** Whether nobody has changed the password since it was looked at. */
    private static boolean isStill(Transaction tx, String name, Optional<String> verified) {
        return UserTable.passwordHash(tx.handle(), name).equals(verified);
    }

    private static Actor actor(User user, String address) {
        return new Actor(Principal.SignedIn.idOf(user.name()), address);
    }

    private static RequestError noUser(String name) {
        return new ControlError.NotFound("user", name, ErrorCode.USER_NOT_FOUND);
    }
}
