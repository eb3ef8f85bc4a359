// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.auth.Audience;
import io.ringrank.gateway.dialect.BatchParser;
import io.ringrank.gateway.dialect.DialectChoice;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.rerank.BatchHandler;
import io.ringrank.gateway.rerank.ModelHandlers;
import io.ringrank.gateway.rerank.RerankHandler;
import io.ringrank.gateway.route.Input;
import io.ringrank.gateway.route.Plane;
import io.ringrank.gateway.route.Route;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Stream;

/** The rows of the data plane and of what machines watch. */
final class DataRoutes {

    private DataRoutes() {}

    private static final String BATCH_PATH = "/v1/rerank/batch";

    static List<Route> of(RerankHandler rerank, BatchHandler batch, ModelHandlers models,
            HealthHandlers health) {
        return Stream.of(
                Dialects.paths()
                        .entrySet()
                        .stream()
                        .map(entry -> new Route(HttpMethod.POST, entry.getKey(), Plane.DATA,
                                Audience.INFERENCE, "Rank documents by a query.",
                                ctx -> rerank.handle(ctx, entry.getValue()))
                                .reading(entry.getValue().example(), fields(entry.getValue()))),
                Stream.of(batch(batch)),
                Stream.of(asked("/v1/models", "List the models.", models::list),
                        asked("/info", "Describe the model as TEI does.", models::info),
                        asked("/tei/info", "Describe the model as TEI does.", models::info)),
                Stream.of(
                        watched(HttpMethod.GET, "/health", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/tei/health", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/healthz", "The process lives.", health::alive),
                        // Load balancers ask without wanting the body.
                        watched(HttpMethod.HEAD, "/healthz", "The process lives.", health::alive),
                        watched(HttpMethod.HEAD, "/readyz", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/readyz", "Every deployment can answer.",
                                health::ready),
                        watched(HttpMethod.GET, "/metrics", "Numbers for Prometheus.",
                                health::metrics)))
                .flatMap(rows -> rows)
                .toList();
    }

    private static Route batch(BatchHandler handler) {
        Input id = new Input(Input.Place.BODY, BatchParser.ID, "string|number", false,
                "What the caller calls the query; it comes back with its answer.",
                "[{}, [], true]");
        String example = "{\"custom_id\": \"q-1\", "
                + DialectChoice.BY_BODY.example().substring(1);
        return new Route(HttpMethod.POST, BATCH_PATH, Plane.DATA, Audience.INFERENCE,
                "Rank documents by many queries: one request a line, or all in an array. Answers"
                        + " come a line each as they are done, with custom_id, index, status and"
                        + " response or error.",
                handler::handle)
                .readingLines(example, Stream.concat(Stream.of(id),
                        fields(DialectChoice.BY_BODY).stream()).toList());
    }

    /** Which of them must be there depends on the dialect, so the parser says it. */
    private static List<Input> fields(DialectChoice choice) {
        return choice.fields()
                .asMap()
                .entrySet()
                .stream()
                .map(entry -> new Input(Input.Place.BODY, entry.getKey(), entry.getValue().types(),
                        false, entry.getValue().about(), entry.getValue().refused()))
                .toList();
    }

    private static Route asked(String path, String summary, Handler<RoutingContext> handler) {
        return new Route(HttpMethod.GET, path, Plane.HEALTH, Audience.INFERENCE, summary, handler);
    }

    private static Route watched(HttpMethod method, String path, String summary,
            Handler<RoutingContext> handler) {
        return new Route(method, path, Plane.HEALTH, Audience.ANYONE, summary, handler);
    }
}
