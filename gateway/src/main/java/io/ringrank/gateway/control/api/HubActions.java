// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.hub.AppraisedRepository;
import io.ringrank.gateway.hub.AppraisedRepository.Choice;
import io.ringrank.gateway.hub.AppraisedRepository.Recommendation;
import io.ringrank.gateway.hub.Appraiser.Unknown;
import io.ringrank.gateway.hub.Appraiser.Unusable;
import io.ringrank.gateway.hub.Appraiser.Usable;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.ModelCatalog;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.SearchPage;
import io.ringrank.gateway.hub.SearchQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What hubs offer. On virtual threads, for it waits for the network. */
final class HubActions {

    private static final int ROWS_USUALLY = 20;
    private static final int TEXT_CHARS_MAX = 1_000;

    private final ModelCatalog catalog;

    HubActions(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    Reply search(ControlCall call) throws BadFieldException {
        Parameters parameters = Parameters.of(call,
                Set.of("hub", "q", "gguf", "task", "sort", "page", "limit"));
        Hub hub = parameters.word("hub", Hub.HUGGING_FACE, Hub::ofWord, "hf or ms");
        SearchQuery query = new SearchQuery(parameters.optional("q", TEXT_CHARS_MAX).orElse(""),
                parameters.flag("gguf", true), parameters.optional("task", TEXT_CHARS_MAX),
                parameters.word("sort", SearchQuery.Sort.TRENDING, SearchQuery.Sort::ofWord,
                        "trending, downloads, likes or updated"),
                parameters.optional("page", TEXT_CHARS_MAX),
                parameters.number("limit", 1, SearchQuery.ROWS_MAX, ROWS_USUALLY));
        return answer(() -> json(catalog.search(hub, query)));
    }

    Reply files(ControlCall call) throws BadFieldException {
        Parameters parameters = Parameters.of(call, Set.of("source"));
        ModelSource.Remote source =
                ModelActions.source(parameters.optional("source", TEXT_CHARS_MAX).orElse(""));
        return answer(() -> json(catalog.files(source.hub(), source.repository())));
    }

    /** What asks a hub. */
    @FunctionalInterface
    private interface Question {

        ObjectNode ask() throws HubException, InterruptedException;
    }

    private static Reply answer(Question question) {
        try {
            return Reply.json(question.ask());
        } catch (HubException e) {
            return new Reply.Refused(new ControlError.HubFailed(e.problem()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Reply.Refused(new RequestError.Internal());
        }
    }

    private static ObjectNode json(SearchPage page) {
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

    private static ObjectNode json(AppraisedRepository repository) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode()
                .put("source", repository.repository().hub().word() + ':'
                        + repository.repository().name())
                .put("revision", repository.repository().revision());
        if (repository.availableBytes().isPresent()) {
            answer.put("available_memory_bytes", repository.availableBytes().getAsLong());
        }
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
            files.add(json(repository, choice).put("default", recommended));
        }
        return answer;
    }

    private static ObjectNode json(AppraisedRepository repository, Choice choice) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("source", choice.file().first().source().text())
                .put("file", choice.file().first().path())
                .put("parts", choice.file().parts().size())
                .put("quantisation", choice.file().quantisation().name())
                .put("bytes", choice.file().bytes());
        switch (choice.appraisal()) {
            case Usable(List<String> overrides, String architecture, String type, long memory) -> {
                node.put("verdict", overrides.isEmpty() ? "ok" : "overridden")
                        .put("architecture", architecture)
                        .put("type", type)
                        .put("memory_bytes", memory)
                        .put("fits", repository.fits(choice));
                reasons(node, overrides);
            }
            case Unusable(List<String> reasons) -> reasons(node.put("verdict", "refused"), reasons);
            case Unknown(String reason) -> reasons(node.put("verdict", "unknown"), List.of(reason));
        }
        return node;
    }

    private static void reasons(ObjectNode node, List<String> reasons) {
        reasons.forEach(node.putArray("reasons")::add);
    }
}
