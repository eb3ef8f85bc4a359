// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.control.deployments.Deployments;
import io.ringrank.gateway.download.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What becomes of deployments and models, for one listener. First it tells of all. One thread. */
final class StateChanges implements Supplier<List<Reply.Event>> {

    private final Deployments deployments;
    private final ModelStore models;
    private Map<Subject, ObjectNode> told = Map.of();

    /** @param kind of thing, which is the name of its events */
    private record Subject(String kind, String idField, String id) {

        Reply.Event deleted() {
            return new Reply.Event(kind + "_deleted",
                    JsonNodeFactory.instance.objectNode().put(idField, id));
        }
    }

    StateChanges(Deployments deployments, ModelStore models) {
        this.deployments = deployments;
        this.models = models;
    }

    @Override
    public List<Reply.Event> get() {
        Map<Subject, ObjectNode> now = now();
        List<Reply.Event> news = new ArrayList<>();
        now.forEach((subject, state) -> {
            if (!state.equals(told.get(subject))) {
                news.add(new Reply.Event(subject.kind(), state));
            }
        });
        told.keySet()
                .stream()
                .filter(subject -> !now.containsKey(subject))
                .forEach(subject -> news.add(subject.deleted()));
        told = now;
        return news;
    }

    private Map<Subject, ObjectNode> now() {
        Map<Subject, ObjectNode> now = new LinkedHashMap<>();
        deployments.list()
                .forEach(view -> now.put(new Subject("deployment", "name", view.spec().name()),
                        DeploymentActions.json(view, deployments)));
        try {
            models.list().forEach(entry -> {
                ObjectNode json = ModelJson.of(entry);
                now.put(new Subject("model", "id", json.path("id").asText()), json);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return now;
    }
}
