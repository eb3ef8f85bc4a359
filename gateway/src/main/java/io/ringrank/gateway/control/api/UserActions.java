// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.auth.Role;
import io.ringrank.gateway.control.users.Passwords;
import io.ringrank.gateway.control.users.User;
import io.ringrank.gateway.control.users.Users;
import io.ringrank.gateway.error.RequestError;
import java.util.Optional;

/** The users. On virtual threads. */
final class UserActions {

    private static final int NAME_CHARS_MAX = 64;

    private final Users users;
    private final Passwords passwords;

    UserActions(Users users, Passwords passwords) {
        this.users = users;
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

    Reply setRole(ControlCall call) throws BadFieldException {
        Role role = role(Fields.of(call.body(), "role"))
                .orElseThrow(() -> new BadFieldException("role", "role is missing"));
        return Reply.doneUnless(users.setRole(call.actor(), call.pathParameter("name"), role));
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

    Reply delete(ControlCall call) {
        return Reply.doneUnless(users.delete(call.actor(), call.pathParameter("name")));
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
