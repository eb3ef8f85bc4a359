// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentStatus.Change;
import io.ringrank.gateway.control.deployments.Deployments;
import io.ringrank.gateway.control.deployments.StoredDeployment;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.status.TargetJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is served. On virtual threads. */
final class DeploymentActions {

    static final String ONCE = "once";
    static final String FOLLOW = "follow";

    private static final String NAME = DeploymentFields.NAME;
    private static final MathContext TWO_DIGITS = new MathContext(2);

    private final Deployments deployments;
    private final ModelStore models;

    DeploymentActions(Deployments deployments, ModelStore models) {
        this.deployments = deployments;
        this.models = models;
    }

    Reply list(ControlCall call) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("deployments");
        deployments.list().forEach(view -> list.add(json(view, deployments)));
        return Reply.json(answer);
    }

    Reply get(ControlCall call) {
        return show(Reply.OK, name(call));
    }

    Reply create(ControlCall call) throws BadFieldException {
        DeploymentFields fields = DeploymentFields.ofNew(call.body());
        DeploymentSpec spec = allowed(fields.spec());
        return deployments.create(call.actor(), spec, fields.aliases())
                .<Reply>map(Reply.Refused::new)
                .orElseGet(() -> show(Reply.CREATED, spec.name()));
    }

    Reply edit(ControlCall call) throws BadFieldException {
        DeploymentFields fields = DeploymentFields.ofEdit(call.body());
        Optional<Deployments.View> view = deployments.find(name(call));
        Optional<StoredDeployment> stored = view.flatMap(Deployments.View::stored);
        // Before anything is changed: what can't be is refused with its field.
        UnaryOperator<StoredDeployment> asked = fields.edit();
        if (stored.isPresent()) {
            allowed(asked.apply(stored.get()).spec());
        }
        return changed(call, deployments.edit(call.actor(), name(call), asked));
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

    /** Of deployments and models. */
    Reply events(ControlCall call) throws BadFieldException {
        Parameters parameters = Parameters.of(call, Set.of(ONCE));
        return new Reply.Live(new StateChanges(deployments, models),
                parameters.flag(ONCE, false));
    }

    Reply logs(ControlCall call) throws BadFieldException {
        boolean follow = Parameters.of(call, Set.of(FOLLOW)).flag(FOLLOW, false);
        if (deployments.find(name(call)).isEmpty()) {
            return new Reply.Refused(notFound(name(call)));
        }
        if (follow) {
            String name = name(call);
            return new Reply.Live(new LogFollower(() -> deployments.lastLines(name)), false);
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

    /** Whoever has a key must not read the machine's files by it. */
    private DeploymentSpec allowed(DeploymentSpec spec) throws BadFieldException {
        try {
            return switch (spec.source()) {
                case ModelSource.Builtin(),ModelSource.Remote _ -> spec;
                case ModelSource.LocalFile local -> {
                    if (models.allowed(local).isEmpty()) {
                        throw new BadFieldException(DeploymentFields.SOURCE,
                                "source must be builtin, hf:ORG/NAME, ms:ORG/NAME or a file in"
                                        + " hub.model-dirs");
                    }
                    yield spec;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(Deployments.View view, Deployments deployments) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put(NAME, view.spec().name())
                .put(DeploymentFields.SOURCE, view.spec().model())
                .put("state", view.status().state().word())
                .put("state_message", view.status().message())
                .put("replacing", view.status().change() == Change.COMING)
                .put("change_failed", view.status().change() == Change.FAILED)
                .put("in_settings", view.stored().isEmpty());
        DeploymentFields.putOptions(node, view.spec().options());
        ArrayNode aliases = node.putArray(DeploymentFields.ALIASES);
        view.status().percent().ifPresent(percent -> node.put("download_progress", percent));
        deployments.details(view.spec().name())
                .map(details -> details.load().pairsPerSecond(TargetJson.PAIR_TOKENS))
                .filter(rate -> rate > 0)
                .ifPresent(rate -> node.put("pairs_per_second", rounded(rate)));
        view.stored()
                .ifPresent(stored -> {
                    stored.aliases().stream().sorted().forEach(aliases::add);
                    node.put("created_at", stored.created().toString())
                            .put("created_by", stored.createdBy());
                });
        return node;
    }

    /** With engines, queue, model, memory and self-test, as {@code /readyz?verbose} shows them. */
    private ObjectNode withDetails(Deployments.View view) {
        ObjectNode node = json(view, deployments);
        deployments.details(view.spec().name())
                .ifPresent(details -> node.set("details", TargetJson.of(details)));
        return node;
    }

    /** What is learned anew with each batch is news only if it is clearly another. */
    private static double rounded(double rate) {
        return BigDecimal.valueOf(rate).round(TWO_DIGITS).doubleValue();
    }

    private static String name(ControlCall call) {
        return call.pathParameter(NAME);
    }

    private static RequestError notFound(String name) {
        return new ControlError.NotFound("deployment", name, ErrorCode.DEPLOYMENT_NOT_FOUND);
    }
}
