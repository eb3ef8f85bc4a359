// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.metrics.History;
import io.ringrank.gateway.status.NativeJson;
import io.ringrank.gateway.status.ServerFacts;
import java.util.Set;

/** The server itself: what it is, and what it does. On virtual threads. */
final class ServerActions {

    static final String FOLLOW = "follow";

    private final History history;
    private final ServerFacts server;

    ServerActions(History history, ServerFacts server) {
        this.history = history;
        this.server = server;
    }

    Reply stats(ControlCall call) throws BadFieldException {
        boolean follow = Parameters.of(call, Set.of(FOLLOW)).flag(FOLLOW, false);
        return follow
                ? new Reply.Live(new HistoryFollower(history), false)
                : Reply.json(StatsJson.of(history.since(0).samples()));
    }

    Reply about(ControlCall call) {
        ObjectNode node = server.version()
                .toJson()
                .put("started_at", server.started().toString())
                .put("processors", server.processors());
        server.natives().ifPresent(natives -> node.set("natives", NativeJson.of(natives)));
        return Reply.json(node);
    }
}
