// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What engines write, for one listener. First it tells of what they wrote last. One thread. */
final class LogFollower implements Supplier<List<Reply.Event>> {

    private final Supplier<List<String>> lastLines;
    private Map<String, Integer> told = Map.of();

    /** @param lastLines of all engines; old ones fall out of it */
    LogFollower(Supplier<List<String>> lastLines) {
        this.lastLines = lastLines;
    }

    @Override
    public List<Reply.Event> get() {
        Map<String, Integer> seen = new HashMap<>();
        List<Reply.Event> news = new ArrayList<>();
        for (String line : lastLines.get()) {
            if (seen.merge(line, 1, Integer::sum) > told.getOrDefault(line, 0)) {
                news.add(new Reply.Event("line",
                        JsonNodeFactory.instance.objectNode().put("line", line)));
            }
        }
        told = seen;
        return news;
    }
}
