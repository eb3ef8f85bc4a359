// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.auth.ApiKey;
import io.ringrank.gateway.control.keys.ApiKeys;
import io.ringrank.gateway.control.keys.StoredKey;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import java.time.Instant;
import java.time.InstantSource;

/** The API keys. On virtual threads. */
final class KeyActions {

    private final ApiKeys keys;
    private final InstantSource clock;

    KeyActions(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    Reply list(ControlCall call) {
        Instant now = clock.instant();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("api_keys");
        keys.list().forEach(key -> list.add(KeyFields.json(key, now)));
        return Reply.json(answer);
    }

    Reply get(ControlCall call) {
        String id = call.pathParameter("id");
        return keys.find(id)
                .map(key -> Reply.json(KeyFields.json(key, clock.instant())))
                .orElseGet(() -> new Reply.Refused(
                        new ControlError.NotFound("API key", id, ErrorCode.API_KEY_NOT_FOUND)));
    }

    /** The answer is the only one that ever shows the value. */
    Reply create(ControlCall call) throws BadFieldException {
        KeyFields fields = KeyFields.of(call);
        Instant now = clock.instant();
        return switch (keys.create(call.actor(), fields.name(), fields.grant(now))) {
            case ApiKeys.NoKey(RequestError error) -> new Reply.Refused(error);
            case ApiKeys.NewKey(ApiKey.Created created, StoredKey stored) ->
                new Reply.Json(Reply.CREATED,
                        KeyFields.json(stored, now).put("value", created.key().value()));
        };
    }

    Reply edit(ControlCall call) throws BadFieldException {
        Instant now = clock.instant();
        return switch (keys.edit(call.actor(), call.pathParameter("id"),
                KeyFields.of(call).edit(now))) {
            case ApiKeys.NotChanged(RequestError error) -> new Reply.Refused(error);
            case ApiKeys.Changed(StoredKey key) -> Reply.json(KeyFields.json(key, now));
        };
    }

    Reply revoke(ControlCall call) {
        return Reply.doneUnless(keys.revoke(call.actor(), call.pathParameter("id")));
    }
}
