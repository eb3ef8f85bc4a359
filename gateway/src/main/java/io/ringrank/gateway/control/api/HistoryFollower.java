// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.ringrank.gateway.metrics.History;
import java.util.List;
import java.util.function.Supplier;

/** What the server does, for one listener. First it tells of the last 15 minutes. One thread. */
final class HistoryFollower implements Supplier<List<Reply.Event>> {

    private final History history;
    private boolean begun;
    private long told;

    HistoryFollower(History history) {
        this.history = history;
    }

    @Override
    public List<Reply.Event> get() {
        History.Excerpt fresh = history.since(told);
        told = fresh.taken();
        if (!begun) {
            begun = true;
            return List.of(new Reply.Event("history", StatsJson.of(fresh.samples())));
        }
        return fresh.samples()
                .stream()
                .map(sample -> new Reply.Event("sample", StatsJson.of(sample)))
                .toList();
    }
}
