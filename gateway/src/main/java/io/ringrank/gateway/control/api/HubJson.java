// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.hub.AppraisedRepository;
import io.ringrank.gateway.hub.AppraisedRepository.Choice;
import io.ringrank.gateway.hub.AppraisedRepository.Recommendation;
import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Unknown;
import io.ringrank.gateway.hub.Appraiser.Unusable;
import io.ringrank.gateway.hub.Appraiser.Usable;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.Quantisation;
import io.ringrank.gateway.hub.SearchPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes what hubs offer for people and programs. Any thread. */
final class HubJson {

    private HubJson() {}

    static ObjectNode of(SearchPage page) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("repositories");
        page.rows()
                .forEach(row -> list.addObject()
                        .put("source", row.hub().word() + ':' + row.repository())
                        .put("hub", row.hub().word())
                        .put("repository", row.repository())
                        .put("downloads", row.downloads())
                        .put("likes", row.likes())
                        .put("updated", row.updated())
                        .put("task", row.task())
                        .put("gated", row.gated()));
        return answer.put("next_page", page.next().orElse(null));
    }

    static ObjectNode of(AppraisedRepository repository) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode()
                .put("source", repository.repository().hub().word() + ':'
                        + repository.repository().name())
                .put("revision", repository.repository().revision());
        memory(answer, repository.availableBytes());
        Optional<Recommendation> best = Optional.empty();
        try {
            best = Optional.of(repository.recommend());
            answer.put("reason", best.get().reason());
        } catch (HubException e) {
            answer.put("reason", e.problem().message());
        }
        ArrayNode files = answer.putArray("files");
        for (Choice choice : repository.choices()) {
            boolean recommended = best.filter(it -> it.choice().equals(choice)).isPresent();
            ObjectNode file = files.addObject()
                    .put("source", choice.file().first().source().text())
                    .put("file", choice.file().first().path())
                    .put("parts", choice.file().parts().size())
                    .put("quantisation", choice.file().quantisation().name())
                    .put("bytes", choice.file().bytes())
                    .put("default", recommended);
            appraisal(file, choice.appraisal(), repository.availableBytes());
        }
        return answer;
    }

    /** The same shape for one file of this machine. */
    static ObjectNode of(Path file, long bytes, Appraisal appraisal, OptionalLong available) {
        ObjectNode answer =
                JsonNodeFactory.instance.objectNode().put("source", file.toString());
        memory(answer, available);
        answer.put("reason", "It is the only file.");
        ObjectNode node = answer.putArray("files")
                .addObject()
                .put("source", file.toString())
                .put("file", file.getFileName().toString())
                .put("parts", 1)
                .put("quantisation", Quantisation.ofFile(file.getFileName().toString()).name())
                .put("bytes", bytes)
                .put("default", true);
        appraisal(node, appraisal, available);
        return answer;
    }

    private static void memory(ObjectNode answer, OptionalLong available) {
        if (available.isPresent()) {
            answer.put("available_memory_bytes", available.getAsLong());
        }
    }

    private static void appraisal(ObjectNode node, Appraisal appraisal, OptionalLong available) {
        switch (appraisal) {
            case Usable(List<String> overrides, String architecture, String type, long memory) -> {
                node.put("verdict", overrides.isEmpty() ? "ok" : "overridden")
                        .put("architecture", architecture)
                        .put("type", type)
                        .put("memory_bytes", memory)
                        .put("fits", memory <= available.orElse(Long.MAX_VALUE));
                reasons(node, overrides);
            }
            case Unusable(List<String> reasons) -> reasons(node.put("verdict", "refused"), reasons);
            case Unknown(String reason) -> reasons(node.put("verdict", "unknown"), List.of(reason));
        }
    }

    private static void reasons(ObjectNode node, List<String> reasons) {
        reasons.forEach(node.putArray("reasons")::add);
    }
}
