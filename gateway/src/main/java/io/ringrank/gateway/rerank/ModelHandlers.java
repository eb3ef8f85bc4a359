// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** Tells clients which models there are, in the words of OpenAI and of TEI. Event loop only. */
public final class ModelHandlers {

    private final RerankTargets targets;
    private final RequestLimits limits;
    private final long startSeconds;

    public ModelHandlers(RerankTargets targets, RequestLimits limits, InstantSource clock) {
        this.targets = targets;
        this.limits = limits;
        this.startSeconds = clock.instant().getEpochSecond();
    }

    /** As OpenAI lists models: those that the caller may use. */
    public void list(RoutingContext ctx) {
        Principal principal = Principal.of(ctx);
        JsonArray models = new JsonArray();
        TargetChoice.usable(targets.byName(), principal)
                .forEach(name -> models.add(new JsonObject().put("id", name)
                        .put("object", "model")
                        .put("created", startSeconds)
                        .put("owned_by", "ringrank")));
        answer(ctx, new JsonObject().put("object", "list").put("data", models));
    }

    /** As TEI describes the model it serves: the only one, or that which {@code ?model=} names. */
    public void info(RoutingContext ctx) {
        String model = ctx.queryParams().get("model");
        switch (TargetChoice.of(targets.byName(), model, Principal.of(ctx))) {
            case TargetChoice.Refused(RequestError error) -> ErrorResponder.answer(ctx, error);
            case TargetChoice.Chosen(RerankTarget target) -> answer(ctx, info(target));
        }
    }

    private JsonObject info(RerankTarget target) {
        TargetDetails details = target.details();
        JsonObject label = new JsonObject().put("id2label", new JsonObject().put("0", "LABEL_0"))
                .put("label2id", new JsonObject().put("LABEL_0", 0));
        JsonObject json = new JsonObject().put("model_id", target.name())
                .put("model_type", new JsonObject().put("reranker", label))
                .put("max_client_batch_size", limits.documentsMax())
                .put("auto_truncate", true);
        details.load()
                .engines()
                .stream()
                .findFirst()
                .ifPresent(engine -> json.put("max_batch_tokens",
                        engine.facts().tokensPerBatch()));
        // Without engines, too. Before its file is here nobody knows; clients take a lack as no bound.
        details.model()
                .ifPresent(model -> json.put("max_input_length", model.pairTokensMax())
                        .put("model_dtype", model.details().fileType()));
        return json;
    }

    private static void answer(RoutingContext ctx, JsonObject json) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json.toBuffer());
    }
}
