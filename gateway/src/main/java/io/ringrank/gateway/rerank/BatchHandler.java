// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.BatchParser;
import io.ringrank.gateway.dialect.DialectChoice;
import io.ringrank.gateway.dialect.Dialects;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.dialect.RerankParser;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Answers batches: each of their queries in a line of its own, as they are done. Event loop only. */
public final class BatchHandler {

    private final Parts parts;

    /**
     * What answers batches.
     *
     * @param counter hears of each query as of a request
     */
    public record Parts(RequestIntake intake, RequestRunner runner, BatchParser parser,
            RequestCounter counter, RequestLimits limits) {}

    public BatchHandler(Parts parts) {
        this.parts = parts;
    }

    /** A body that was read, and belongs to whoever has this. */
    private sealed interface Read {

        record Whole(BodyBytes body, BatchParser.Batch.Queries queries) implements Read {}

        record Refused(RequestError error) implements Read {}
    }

    public void handle(RoutingContext ctx) {
        switch (DialectChoice.BY_BODY.orNamed(ctx.request().getHeader(Dialects.HEADER))) {
            case DialectChoice.Named.Unknown(RequestError error) ->
                ErrorResponder.answer(ctx, error);
            case DialectChoice.Named.Known(DialectChoice choice) ->
                parts.intake().take(ctx, this::read, (visit, read) -> answer(visit, read, choice));
        }
    }

    private Read read(BodyBytes body) {
        return switch (parts.parser().split(body.array(), body.length())) {
            case BatchParser.Batch.Queries queries -> new Read.Whole(body.taken(), queries);
            case BatchParser.Batch.Invalid(RequestError error) -> new Read.Refused(error);
        };
    }

    private Future<Void> answer(Visit visit, Read read, DialectChoice choice) {
        switch (read) {
            case Read.Refused(RequestError error) -> ErrorResponder.answer(visit.ctx(), error);
            case Read.Whole(BodyBytes body, BatchParser.Batch.Queries queries) -> {
                String timeout =
                        visit.ctx().request().getHeader(RerankParser.TIMEOUT_HEADER);
                // Nobody waits for one of them, so each may take as long as any request may.
                new BatchRun(parts, visit, body, queries, new BatchRun.Manner(choice,
                        timeout == null
                                ? String.valueOf(parts.limits().timeoutMillisMax())
                                : timeout))
                        .begin();
            }
        }
        return Future.succeededFuture();
    }
}
