// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.limit.Limiter;
import io.ringrank.gateway.limit.Passage;
import io.ringrank.scheduler.ticket.Failure;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiFunction;

/**
 * Takes requests for scores in: holds the caller to its limits before a byte of the body is kept, reads
 * the body, and keeps the server from ending before the answer is written. Event loop only; one object
 * serves all event loops.
 */
public final class RequestIntake {

    private final RequestGate gate;
    private final RequestLimits limits;
    private final ByteBudget budget;

    /** @param bodiesBytesMax what the bodies of all requests together may take */
    public RequestIntake(RequestGate gate, RequestLimits limits, long bodiesBytesMax) {
        this.gate = gate;
        this.limits = limits;
        this.budget = new ByteBudget(bodiesBytesMax);
    }

    boolean isDraining() {
        return gate.isDraining();
    }

    /** @param work what is done with the body of a request that is let in */
    <T> void take(RoutingContext ctx, BodyParser<T> parser,
            BiFunction<Visit, T, Future<Void>> work) {
        if (gate.isDraining()) {
            refuseShuttingDown(ctx);
            return;
        }
        Principal principal = Principal.of(ctx);
        Limiter limiter = principal.limiter();
        Limiter.Entry entry = limiter.tryEnter();
        limiter.describe(ctx.response().headers());
        switch (entry) {
            case Limiter.Refused(AccessError.LimitReached error) ->
                ErrorResponder.answer(ctx, error);
            case Limiter.Entered(Passage passage) -> {
                // Before the client can see the answer, so that its next request finds the place free.
                RequestTrace trace = RequestTrace.of(ctx);
                ctx.addHeadersEndHandler(_ -> {
                    if (!trace.isSplit()) {
                        passage.leave();
                    }
                });
                ctx.addEndHandler(_ -> passage.leave());
                Visit visit = new Visit(ctx, principal, passage, trace);
                BodyReader.read(ctx, parser, limits, budget, gate)
                        .compose(body -> answer(visit, body, work))
                        .onFailure(ctx::fail);
            }
        }
    }

    private <T> Future<Void> answer(Visit visit, Body<T> body,
            BiFunction<Visit, T, Future<Void>> work) {
        RoutingContext ctx = visit.ctx();
        switch (body) {
            case Body.Refused<T>(var error) -> ErrorResponder.answer(ctx, error);
            case Body.Drained<T>() -> refuseShuttingDown(ctx);
            case Body.Complete<T>(T content) -> {
                if (gate.tryEnter()) {
                    ctx.addEndHandler(_ -> gate.leave());
                    return work.apply(visit, content);
                }
                refuseShuttingDown(ctx);
            }
        }
        return Future.succeededFuture();
    }

    private static void refuseShuttingDown(RoutingContext ctx) {
        Hangup.announce(ctx.request());
        ErrorResponder.answer(ctx, ErrorAnswer.of(new Failure.ShuttingDown()));
    }
}
