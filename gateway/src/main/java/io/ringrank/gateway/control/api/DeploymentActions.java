// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.Deployments;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.status.TargetJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What is served. On virtual threads. */
final class DeploymentActions {

    private static final String NAME = "name";
    private static final String SOURCE = "source";
    private static final String FILE = "file";
    private static final int TEXT_CHARS_MAX = 1_000;

    private final Deployments deployments;
    private final ModelStore models;

    DeploymentActions(Deployments deployments, ModelStore models) {
        this.deployments = deployments;
        this.models = models;
    }

    Reply list(ControlCall call) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("deployments");
        deployments.list().forEach(view -> list.add(json(view)));
        return Reply.json(answer);
    }

    Reply get(ControlCall call) {
        return show(Reply.OK, name(call));
    }

    Reply create(ControlCall call) throws BadFieldException {
        Fields fields = Fields.of(call.body(), NAME, SOURCE, FILE);
        DeploymentSpec spec = spec(fields);
        return deployments.create(call.actor(), spec)
                .<Reply>map(Reply.Refused::new)
                .orElseGet(() -> show(Reply.CREATED, spec.name()));
    }

    Reply start(ControlCall call) {
        return changed(call, deployments.start(call.actor(), name(call)));
    }

    Reply stop(ControlCall call) {
        return changed(call, deployments.stop(call.actor(), name(call)));
    }

    Reply delete(ControlCall call) {
        return Reply.doneUnless(deployments.delete(call.actor(), name(call)));
    }

    Reply logs(ControlCall call) {
        if (deployments.find(name(call)).isEmpty()) {
            return new Reply.Refused(notFound(name(call)));
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        deployments.lastLines(name(call)).forEach(answer.putArray("lines")::add);
        return Reply.json(answer);
    }

    private Reply changed(ControlCall call, Optional<RequestError> error) {
        return error.<Reply>map(Reply.Refused::new)
                .orElseGet(() -> show(Reply.OK, name(call)));
    }

    private Reply show(int status, String name) {
        return deployments.find(name)
                .<Reply>map(view -> new Reply.Json(status, withDetails(view)))
                .orElseGet(() -> new Reply.Refused(notFound(name)));
    }

    private DeploymentSpec spec(Fields fields) throws BadFieldException {
        String name = fields.text(NAME, TEXT_CHARS_MAX);
        String source = fields.text(SOURCE, TEXT_CHARS_MAX);
        String file = fields.optionalText(FILE, TEXT_CHARS_MAX).map(it -> ':' + it).orElse("");
        try {
            DeploymentSpec spec = new DeploymentSpec(name, source + file);
            return switch (spec.source()) {
                case ModelSource.Builtin(),ModelSource.Remote _ -> spec;
                // Whoever has a key must not read the machine's files by it.
                case ModelSource.LocalFile local -> {
                    if (models.allowed(local).isEmpty()) {
                        throw new BadFieldException(SOURCE, "source must be builtin, hf:ORG/NAME,"
                                + " ms:ORG/NAME or a file in hub.model-dirs");
                    }
                    yield spec;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new BadFieldException(SOURCE, "name and source " + e.getMessage());
        }
    }

    private static ObjectNode json(Deployments.View view) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put(NAME, view.spec().name())
                .put(SOURCE, view.spec().model())
                .put("state", view.status().state().word())
                .put("state_message", view.status().message())
                .put("in_settings", view.stored().isEmpty());
        view.status().percent().ifPresent(percent -> node.put("download_progress", percent));
        view.stored()
                .ifPresent(stored -> node.put("created_at", stored.created().toString())
                        .put("created_by", stored.createdBy()));
        return node;
    }

    /** With engines, queue, model, memory and self-test, as {@code /readyz?verbose} shows them. */
    private ObjectNode withDetails(Deployments.View view) {
        ObjectNode node = json(view);
        deployments.details(view.spec().name())
                .ifPresent(details -> node.set("details", TargetJson.of(details)));
        return node;
    }

    private static String name(ControlCall call) {
        return call.pathParameter(NAME);
    }

    private static RequestError notFound(String name) {
        return new ControlError.NotFound("deployment", name, ErrorCode.DEPLOYMENT_NOT_FOUND);
    }
}
