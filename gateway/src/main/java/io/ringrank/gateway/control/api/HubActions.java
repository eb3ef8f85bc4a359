// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.ModelCatalog;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.SearchQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What hubs offer. On virtual threads, for it waits for the network. */
final class HubActions {

    private static final int ROWS_USUALLY = 20;
    private static final int TEXT_CHARS_MAX = 1_000;
    private static final String SOURCE = "source";

    private final ModelStore models;
    private final ModelCatalog catalog;

    HubActions(ModelStore models) {
        this.models = models;
        this.catalog = models.catalog();
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
        return answer(() -> HubJson.of(catalog.search(hub, query)));
    }

    Reply files(ControlCall call) throws BadFieldException {
        Parameters parameters = Parameters.of(call, Set.of(SOURCE));
        String text = parameters.optional(SOURCE, TEXT_CHARS_MAX).orElse("");
        return switch (ModelActions.source(text)) {
            case ModelSource.Remote remote ->
                answer(() -> HubJson.of(catalog.files(remote.hub(), remote.repository())));
            case ModelSource.LocalFile file -> local(file);
            case ModelSource.Builtin() -> throw new BadFieldException(SOURCE,
                    "source must be a repository of a hub, or a file");
        };
    }

    private Reply local(ModelSource.LocalFile source) {
        try {
            Optional<Path> file = models.allowed(source);
            return file.isPresent()
                    ? Reply.json(HubJson.of(file.get(), Files.size(file.get()),
                            catalog.appraise(file.get()), catalog.availableBytes()))
                    : new Reply.Refused(new ControlError.NotFound("file in hub.model-dirs",
                            source.text(), ErrorCode.FILE_NOT_FOUND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
