// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.download.ModelEntry;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The models that are on this machine or on their way. On virtual threads. */
final class ModelActions {

    private static final int SOURCE_CHARS_MAX = 1_000;
    private static final String SOURCE = "source";

    private final ModelStore models;
    private final Store store;
    private final AuditLog audit;

    ModelActions(ModelStore models, Store store, AuditLog audit) {
        this.models = models;
        this.store = store;
        this.audit = audit;
    }

    Reply list(ControlCall call) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("models");
        try {
            models.list().forEach(entry -> list.add(ModelJson.of(entry)));
            return Reply.json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply get(ControlCall call) {
        String id = call.pathParameter("id");
        try {
            return models.entry(id)
                    .map(entry -> Reply.json(ModelJson.of(entry)))
                    .orElseGet(() -> new Reply.Refused(notFound(id)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer comes as soon as the download has begun. */
    Reply pull(ControlCall call) throws BadFieldException {
        Fields fields = Fields.of(call.body(), SOURCE);
        if (!(source(fields.text(SOURCE, SOURCE_CHARS_MAX)) instanceof ModelSource.Remote source)) {
            throw new BadFieldException(SOURCE,
                    "source must be hf:ORG/NAME[:FILE] or ms:ORG/NAME[:FILE]");
        }
        try {
            ModelStore.Pull pull = models.pull(source);
            ModelEntry entry = pull.entry();
            written(call, "model.pull", entry.source().text());
            return new Reply.Json(Reply.ACCEPTED,
                    ModelJson.of(entry).put("reason", pull.reason()));
        } catch (HubException e) {
            return new Reply.Refused(new ControlError.HubFailed(e.problem()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Refused(new RequestError.Internal());
        }
    }

    Reply delete(ControlCall call) {
        String id = call.pathParameter("id");
        try {
            String name = models.entry(id).map(entry -> entry.source().text()).orElse(id);
            return switch (models.delete(id)) {
                case DONE -> {
                    written(call, "model.delete", name);
                    yield new Reply.Done();
                }
                case NOT_FOUND -> new Reply.Refused(notFound(id));
                case IN_USE -> new Reply.Refused(new ControlError.Conflict("The model " + name
                        + " is being served; stop the deployment first.", ErrorCode.MODEL_IN_USE));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws BadFieldException unless it can be a source at all */
    static ModelSource source(String text) throws BadFieldException {
        try {
            return ModelSource.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadFieldException(SOURCE, SOURCE + ": " + e.getMessage());
        }
    }

    private void written(ControlCall call, String action, String target) {
        store.write(tx -> {
            audit.done(tx, call.actor(), action, target, "");
            return true;
        });
    }

    private static RequestError notFound(String id) {
        return new ControlError.NotFound("model", id, ErrorCode.MODEL_FILE_NOT_FOUND);
    }
}
