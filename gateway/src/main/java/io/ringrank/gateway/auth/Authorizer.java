// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.error.RequestError.AccessError;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the head of a request alone whether it may go on, before anything else of it is read.
 * Event loop only; one object serves all.
 */
public final class Authorizer {

    /** Of the browser; nothing but the server can read it. */
    public static final String SESSION_COOKIE = "ringrank_session";

    private static final String CSRF_HEADER = "x-csrf-token";

    private final ApiKeyRegistry keys;
    private final SessionCheck sessions;

    public Authorizer(ApiKeyRegistry keys, SessionCheck sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    /** @param audience who may call the route */
    public Access check(HttpServerRequest request, Audience audience) {
        if (audience == Audience.ANYONE) {
            return new Access.Granted(new Principal.Anyone());
        }
        return switch (identify(request)) {
            case Access.Denied denied -> denied;
            case Access.Granted(Principal principal) -> {
                AccessError error = obstacle(principal, audience);
                yield error == null
                        ? new Access.Granted(principal)
                        : new Access.Denied(error, principal);
            }
        };
    }

    /** A header wins over the cookie, since a browser sends that one by itself. */
    private Access identify(HttpServerRequest request) {
        String token = Credentials.find(request.headers());
        if (token != null) {
            return ofToken(token);
        }
        Cookie cookie = request.getCookie(SESSION_COOKIE);
        if (cookie == null) {
            return new Access.Denied(new AccessError.MissingCredential());
        }
        Principal.SignedIn user = sessions.find(cookie.getValue());
        if (user == null) {
            return new Access.Denied(new AccessError.UnknownSession());
        }
        return isSafe(request.method()) || hasCsrfToken(request, user)
                ? new Access.Granted(user)
                : new Access.Denied(new AccessError.MissingCsrfToken(), user);
    }

    private Access ofToken(String token) {
        // Three parts with dots between them make a session's token; no key has a dot.
        boolean session = token.indexOf('.') >= 0;
        Principal principal = session ? sessions.find(token) : keys.find(token);
        if (principal != null) {
            return new Access.Granted(principal);
        }
        return new Access.Denied(
                session ? new AccessError.UnknownSession() : new AccessError.UnknownKey());
    }

    /** Null if there is none. */
    private static @Nullable AccessError obstacle(Principal principal, Audience audience) {
        return switch (principal) {
            case Principal.Anyone() -> new AccessError.MissingCredential();
            case Principal.KeyHolder key -> obstacle(key, audience);
            case Principal.SignedIn user -> obstacle(user, audience);
        };
    }

    private static @Nullable AccessError obstacle(Principal.KeyHolder key, Audience audience) {
        return switch (audience) {
            case ANYONE -> null;
            case INFERENCE -> lacks(key, Scope.INFERENCE);
            case MANAGEMENT -> lacks(key, Scope.MANAGEMENT);
            case SESSION -> new AccessError.SessionNeeded();
        };
    }

    private static @Nullable AccessError lacks(Principal.KeyHolder key, Scope scope) {
        return key.key().grant().scopes().contains(scope)
                ? null
                : new AccessError.MissingScope(scope.word());
    }

    private static @Nullable AccessError obstacle(Principal.SignedIn user, Audience audience) {
        if (audience == Audience.ANYONE || audience == Audience.SESSION) {
            return null;
        }
        if (user.mustChangePassword()) {
            return new AccessError.PasswordChangeNeeded();
        }
        return audience == Audience.MANAGEMENT && user.role() != Role.ADMIN
                ? new AccessError.AdminNeeded()
                : null;
    }

    private static boolean isSafe(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static boolean hasCsrfToken(HttpServerRequest request, Principal.SignedIn user) {
        String sent = request.getHeader(CSRF_HEADER);
        return sent != null && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8),
                user.csrfToken().getBytes(StandardCharsets.UTF_8));
    }
}
