// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RequestGate;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.RerankTargets;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.gateway.status.Capacity;
import io.ringrank.gateway.status.TargetJson;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Tells machines how the server is. Event loop only. */
final class HealthHandlers {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final RerankTargets targets;
    private final RequestGate gate;
    private final GatewayMetrics metrics;

    HealthHandlers(RerankTargets targets, RequestGate gate, GatewayMetrics metrics) {
        this.targets = targets;
        this.gate = gate;
        this.metrics = metrics;
    }

    /** The process lives and its event loops turn; more is not asked here. */
    void alive(RoutingContext ctx) {
        answer(ctx, OK, JsonNodeFactory.instance.objectNode().put("status", "ok"));
    }

    /**
     * Whether every deployment that should run can answer, and the server takes requests at all. With
     * {@code ?verbose} also how each of them does.
     */
    void ready(RoutingContext ctx) {
        boolean verbose = ctx.queryParams().contains("verbose");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode deployments = json.putObject("deployments");
        List<LoadSnapshot> loads = new ArrayList<>();
        boolean allReady = true;
        for (RerankTarget target : targets.inOrder()) {
            RerankTarget.State now = target.state();
            String state = text(now);
            allReady &= !(now instanceof RerankTarget.State.NotReady);
            if (verbose) {
                TargetDetails details = target.details();
                loads.add(details.load());
                deployments.putObject(target.name())
                        .put("state", state)
                        .put("state_word", target.stateWord())
                        .setAll(TargetJson.of(details));
            } else {
                deployments.put(target.name(), state);
            }
        }
        boolean draining = gate.isDraining();
        json.put("status", draining ? "shutting down" : allReady ? "ready" : "not ready");
        if (verbose) {
            json.putObject("capacity")
                    .put("pair_tokens", TargetJson.PAIR_TOKENS)
                    .put("pairs_per_second",
                            Capacity.pairsPerSecond(loads, CORES));
        }
        answer(ctx, allReady && !draining ? OK : UNAVAILABLE, json);
    }

    void metrics(RoutingContext ctx) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.scrape());
    }

    private static String text(RerankTarget.State state) {
        return switch (state) {
            case RerankTarget.State.Ready() -> "ok";
            case RerankTarget.State.Idle() -> "idle";
            case RerankTarget.State.Stopped() -> "stopped";
            case RerankTarget.State.NotReady(String reason) -> reason;
        };
    }

    /** HEAD gets the same head; Vert.x leaves the body out, and would leave out its length too. */
    private static void answer(RoutingContext ctx, int status, ObjectNode json) {
        Buffer body = Buffer.buffer(json.toString());
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .end(body);
    }
}
