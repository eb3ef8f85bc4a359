// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.auth.Role;
import io.ringrank.gateway.control.keys.ApiKeys;
import io.ringrank.gateway.control.store.Transaction;
import io.ringrank.gateway.control.users.Passwords;
import io.ringrank.gateway.control.users.User;
import io.ringrank.gateway.control.users.Users;
import io.ringrank.gateway.error.RequestError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The users. On virtual threads. */
final class UserActions {

    private static final int NAME_CHARS_MAX = 64;

    static final String REVOKE_KEYS = "revoke_keys";

    private final Users users;
    private final ApiKeys keys;
    private final Passwords passwords;

    UserActions(Users users, ApiKeys keys, Passwords passwords) {
        this.users = users;
        this.keys = keys;
        this.passwords = passwords;
    }

    Reply list(ControlCall call) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("users");
        users.list().forEach(user -> list.add(json(user)));
        return Reply.json(answer);
    }

    /** Without a password one is made up, and shown in this answer only. */
    Reply create(ControlCall call) throws BadFieldException {
        Fields fields = Fields.of(call.body(), "name", "role", "password");
        String name = name(fields);
        Role role = role(fields).orElse(Role.USER);
        Optional<String> chosen = chosenPassword(fields);
        String password = chosen.orElseGet(passwords::generate);
        Optional<RequestError> error = users.create(call.actor(), name, role, password);
        if (error.isPresent()) {
            return new Reply.Refused(error.get());
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode()
                .put("name", name)
                .put("role", role.word())
                .put("must_change_password", true);
        if (chosen.isEmpty()) {
            answer.put("password", password);
        }
        return new Reply.Json(Reply.CREATED, answer);
    }

    /** Says which API keys an admin has made who is none any more. */
    Reply setRole(ControlCall call) throws BadFieldException {
        KeysOf keysOf = keysOf(call);
        Role role = role(Fields.of(call.body(), "role"))
                .orElseThrow(() -> new BadFieldException("role", "role is missing"));
        return keysOf.reply(users.setRole(call.actor(), call.pathParameter("name"), role, tx -> {
            if (role != Role.ADMIN) {
                keysOf.find(tx);
            }
        }));
    }

    /** Without a password one is made up, and shown in this answer only. */
    Reply resetPassword(ControlCall call) throws BadFieldException {
        Optional<String> chosen = call.body().isMissingNode()
                ? Optional.empty()
                : chosenPassword(Fields.of(call.body(), "password"));
        String password = chosen.orElseGet(passwords::generate);
        Optional<RequestError> error =
                users.resetPassword(call.actor(), call.pathParameter("name"), password);
        if (error.isPresent() || chosen.isPresent()) {
            return Reply.doneUnless(error);
        }
        return Reply.json(JsonNodeFactory.instance.objectNode().put("password", password));
    }

    /** Says which API keys the user has made, for those are valid until they are revoked. */
    Reply delete(ControlCall call) throws BadFieldException {
        KeysOf keysOf = keysOf(call);
        return keysOf.reply(
                users.delete(call.actor(), call.pathParameter("name"), keysOf::find));
    }

    private KeysOf keysOf(ControlCall call) throws BadFieldException {
        return new KeysOf(call, Parameters.of(call, Set.of(REVOKE_KEYS)).flag(REVOKE_KEYS, false));
    }

    /** The API keys of a user who loses something. */
    private final class KeysOf {

        private final ControlCall call;
        private final boolean revoke;
        private final List<String> ids = new ArrayList<>();

        KeysOf(ControlCall call, boolean revoke) {
            this.call = call;
            this.revoke = revoke;
        }

        void find(Transaction tx) {
            String maker = Principal.SignedIn.idOf(call.pathParameter("name"));
            for (ApiKeyRecord key : keys.madeBy(tx, maker)) {
                ids.add(key.id());
                if (revoke) {
                    keys.revoke(tx, call.actor(), key);
                }
            }
        }

        Reply reply(Optional<RequestError> error) {
            if (error.isPresent()) {
                return new Reply.Refused(error.get());
            }
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            ids.forEach(
                    answer.putArray(revoke ? "revoked_api_keys" : "valid_api_keys")::add);
            return Reply.json(answer);
        }
    }

    private static ObjectNode json(User user) {
        return JsonNodeFactory.instance.objectNode()
                .put("name", user.name())
                .put("role", user.role().word())
                .put("must_change_password", user.mustChangePassword())
                .put("created_at", user.created().toString());
    }

    private static String name(Fields fields) throws BadFieldException {
        String name = fields.text("name", NAME_CHARS_MAX);
        if (!Users.NAME.matcher(name).matches()) {
            throw new BadFieldException("name", "name must be of lower-case letters, digits, dots,"
                    + " dashes and underscores, and begin with a letter or digit");
        }
        return name;
    }

    private static Optional<Role> role(Fields fields) throws BadFieldException {
        Optional<String> word = fields.optionalText("role", NAME_CHARS_MAX);
        Optional<Role> role = word.flatMap(Role::ofWord);
        if (word.isPresent() && role.isEmpty()) {
            throw new BadFieldException("role", "role must be admin or user");
        }
        return role;
    }

    private static Optional<String> chosenPassword(Fields fields) throws BadFieldException {
        return fields.optionalText("password", Passwords.CHARS_MAX).isEmpty()
                ? Optional.empty()
                : Optional.of(AuthActions.password(fields, "password"));
    }
}
