// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.AnswerWriter;
import io.ringrank.gateway.dialect.Dialect;
import io.ringrank.gateway.dialect.DialectChoice;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.dialect.Parsed;
import io.ringrank.gateway.dialect.RerankParser;
import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers requests for scores, each in its dialect: parses, has it run, and writes. Event loop only; one
 * object serves all event loops.
 */
public final class RerankHandler {

    private final RequestIntake intake;
    private final RequestRunner runner;
    private final RerankParser parser;
    private final AnswerWriter writer = new AnswerWriter();

    public RerankHandler(RequestIntake intake, RequestRunner runner, RerankParser parser) {
        this.intake = intake;
        this.runner = runner;
        this.parser = parser;
    }

    /** @param byPath what is spoken on the request's path */
    public void handle(RoutingContext ctx, DialectChoice byPath) {
        switch (byPath.orNamed(ctx.request().getHeader(Dialects.HEADER))) {
            case DialectChoice.Named.Unknown(RequestError error) ->
                ErrorResponder.answer(ctx, error);
            case DialectChoice.Named.Known(DialectChoice choice) -> {
                String timeout = ctx.request().getHeader(RerankParser.TIMEOUT_HEADER);
                intake.take(ctx, body -> parser.parse(
                        new RerankParser.Bytes(body.array(), 0, body.length()), choice, timeout),
                        this::answer);
            }
        }
    }

    private Future<Void> answer(Visit visit, Parsed parsed) {
        RoutingContext ctx = visit.ctx();
        return switch (parsed) {
            case Parsed.Invalid(RequestError error, Dialect dialect) -> {
                dialect.errors().attachTo(ctx);
                ErrorResponder.answer(ctx, error);
                yield Future.succeededFuture();
            }
            case Parsed.Valid(RerankRequest request) -> {
                request.dialect().errors().attachTo(ctx);
                RequestRunner.Running running = runner.run(visit, request);
                ctx.addEndHandler(ended -> {
                    if (ended.failed()) {
                        running.cancel();
                    }
                });
                yield running.result().map(result -> {
                    write(visit, result);
                    return null;
                });
            }
        };
    }

    private void write(Visit visit, Result result) {
        RoutingContext ctx = visit.ctx();
        visit.principal().limiter().describe(ctx.response().headers());
        switch (result) {
            case Result.Refused(ErrorAnswer error) -> ErrorResponder.answer(ctx, error);
            case Result.Answered(var answer) -> {
                if (!ctx.response().closed()) {
                    ctx.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .end(writer.write(answer));
                }
            }
        }
    }
}
