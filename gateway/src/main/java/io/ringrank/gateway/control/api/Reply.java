// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.http.Cookie;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a call of the control plane is answered with. */
sealed interface Reply {

    int OK = 200;
    int CREATED = 201;
    int ACCEPTED = 202;

    record Json(int status, JsonNode body) implements Reply {}

    /** Nothing to say but that it was done. */
    record Done() implements Reply {}

    /** @param then with this cookie */
    record WithCookie(Reply then, Cookie cookie) implements Reply {}

    /**
     * A text that may be long.
     *
     * @param pages called on virtual threads, one at a time, until there is no more
     */
    record Pages(String contentType, String fileName, Supplier<Optional<String>> pages)
            implements
                Reply {}

    /**
     * What happens from now on, as server-sent events.
     *
     * @param news what has happened since the last call; called on virtual threads, one at a time
     * @param once whether only what there is now is told
     */
    record Live(Supplier<List<Event>> news, boolean once) implements Reply {}

    /** @param data on one line */
    record Event(String name, JsonNode data) {}

    /** @param file is deleted when it was sent */
    record Download(Path file, String fileName) implements Reply {}

    record Refused(RequestError error) implements Reply {}

    static Reply json(JsonNode body) {
        return new Json(OK, body);
    }

    static Reply doneUnless(Optional<RequestError> error) {
        return error.<Reply>map(Refused::new).orElseGet(Done::new);
    }
}
