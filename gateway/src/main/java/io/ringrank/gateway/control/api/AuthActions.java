// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.auth.Authorizer;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.control.session.Sessions;
import io.ringrank.gateway.control.users.Passwords;
import io.ringrank.gateway.control.users.Users;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.util.OptionalInt;

/** Login, logout and the own password. On virtual threads. */
final class AuthActions {

    private final Users users;
    private final OptionalInt dataPort;

    /** @param dataPort of the data plane, if it has one of its own */
    AuthActions(Users users, OptionalInt dataPort) {
        this.users = users;
        this.dataPort = dataPort;
    }

    /**
     * Begins a session. Its token is in the answer, for programs, or with {@code "cookie": true} in a
     * cookie that no script can read, for browsers.
     */
    Reply logIn(ControlCall call) throws BadFieldException {
        Fields fields = Fields.of(call.body(), "username", "password", "cookie");
        String name = fields.text("username", Passwords.CHARS_MAX);
        String password = fields.text("password", Passwords.CHARS_MAX);
        boolean cookie = fields.flag("cookie");
        return switch (users.logIn(name, password, call.actor().address())) {
            case Users.NotLoggedIn(AccessError error) -> new Reply.Refused(error);
            case Users.LoggedIn(Sessions.Issued issued) -> cookie
                    ? new Reply.WithCookie(Reply.json(described(issued.principal())
                            .put("expires_in", issued.lifetime().toSeconds())),
                            cookie(call, issued.token(), issued.lifetime()))
                    : Reply.json(JsonNodeFactory.instance.objectNode()
                            .put("access_token", issued.token())
                            .put("token_type", "Bearer")
                            .put("expires_in", issued.lifetime().toSeconds())
                            .put("must_change_password",
                                    issued.principal().mustChangePassword()));
        };
    }

    Reply session(ControlCall call) {
        return Reply.json(described(call.signedIn())
                .put("expires_at", call.signedIn().expires().toString()));
    }

    Reply logOut(ControlCall call) {
        users.logOut(call.actor(), call.signedIn());
        return new Reply.WithCookie(new Reply.Done(), cookie(call, "", Duration.ZERO));
    }

    Reply changePassword(ControlCall call) throws BadFieldException {
        Fields fields = Fields.of(call.body(), "current_password", "new_password");
        String current = fields.text("current_password", Passwords.CHARS_MAX);
        String fresh = password(fields, "new_password");
        return Reply.doneUnless(users.changeOwnPassword(call.actor(), call.signedIn().user(),
                current, fresh));
    }

    static String password(Fields fields, String name) throws BadFieldException {
        String password = fields.text(name, Passwords.CHARS_MAX);
        if (password.length() < Passwords.CHARS_MIN) {
            throw new BadFieldException(name,
                    name + " must have at least " + Passwords.CHARS_MIN + " characters");
        }
        return password;
    }

    private ObjectNode described(Principal.SignedIn session) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("user", session.user())
                .put("role", session.role().word())
                .put("must_change_password", session.mustChangePassword())
                .put("csrf_token", session.csrfToken());
        dataPort.ifPresent(port -> node.put("data_port", port));
        return node;
    }

    private static Cookie cookie(ControlCall call, String token, Duration lifetime) {
        return Cookie.cookie(Authorizer.SESSION_COOKIE, token)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(call.overTls())
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(lifetime.toSeconds());
    }
}
