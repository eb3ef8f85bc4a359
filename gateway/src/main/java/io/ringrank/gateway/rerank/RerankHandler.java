// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.auth.Access;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.dialect.Ranking;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.dialect.RerankParser;
import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.gateway.dialect.RerankWriter;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.metrics.DeploymentMetrics;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.StageTimes;
import io.ringrank.scheduler.ticket.Submission;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * Answers rerank requests: checks the key, reads and parses the body, submits, hops back to the
 * request's own event loop, and writes. One object serves all event loops.
 */
public final class RerankHandler {

    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final RerankTargets targets;
    private final ApiKeyRegistry keys;
    private final GatewayMetrics metrics;
    private final RequestGate gate;
    private final RequestLimits limits;
    private final ByteBudget budget;
    private final RerankParser parser;
    private final RerankWriter writer = new RerankWriter();

    /** @param bodiesBytesMax what the bodies of all requests together may take */
    public RerankHandler(RerankTargets targets, ApiKeyRegistry keys, GatewayMetrics metrics,
            RequestGate gate, RequestLimits limits, long bodiesBytesMax) {
        this.targets = targets;
        this.keys = keys;
        this.metrics = metrics;
        this.gate = gate;
        this.limits = limits;
        this.budget = new ByteBudget(bodiesBytesMax);
        this.parser = new RerankParser(limits);
    }

    /** Event loop only. The caller is known before a byte of the body is kept. */
    public void handle(RoutingContext ctx) {
        ctx.addEndHandler(ended -> count(ctx, ended.succeeded()));
        if (gate.isDraining()) {
            refuseShuttingDown(ctx);
            return;
        }
        switch (keys.check(ctx.request().headers(), Scope.INFERENCE)) {
            case Access.Denied(RequestError error) -> ErrorResponder.answer(ctx.response(), error);
            case Access.Granted(Caller caller) -> {
                RequestTrace.of(ctx).authenticated(caller.id());
                BodyReader.read(ctx, parser, limits, budget, gate)
                        .compose(body -> answer(ctx, caller, body))
                        .onFailure(ctx::fail);
            }
        }
    }

    private Future<Void> answer(RoutingContext ctx, Caller caller, Body body) {
        return switch (body) {
            case Body.Refused(RequestError error) -> refuse(ctx, error);
            case Body.Drained() -> refuseShuttingDown(ctx);
            case Body.Complete(RerankRequest request) -> {
                if (!gate.tryEnter()) {
                    yield refuseShuttingDown(ctx);
                }
                ctx.addEndHandler(_ -> gate.leave());
                yield rerank(ctx, caller, request);
            }
        };
    }

    private Future<Void> rerank(RoutingContext ctx, Caller caller, RerankRequest request) {
        return switch (TargetChoice.of(targets.byName(), request.model())) {
            case TargetChoice.Refused(RequestError error) -> refuse(ctx, error);
            case TargetChoice.Chosen(RerankTarget target) -> {
                RequestTrace trace = RequestTrace.of(ctx);
                trace.accepted(target.name(), request.documents().size());
                long leftNanos = request.terms().timeoutNanos()
                        - (System.nanoTime() - trace.startNanos());
                if (leftNanos <= 0) {
                    ErrorResponder.answer(ctx.response(), late(request));
                    yield Future.succeededFuture();
                }
                Submission submission = target.submit(new RerankJob(caller, request.query(),
                        request.documents(), request.options(),
                        request.terms().withTimeout(leftNanos)));
                ctx.addEndHandler(ended -> {
                    if (ended.failed()) {
                        submission.cancel();
                    }
                });
                yield Future
                        .fromCompletionStage(submission.outcome(),
                                ctx.vertx().getOrCreateContext())
                        .map(outcome -> {
                            write(ctx, target.name(), request, outcome);
                            return null;
                        });
            }
        };
    }

    private void write(RoutingContext ctx, String deployment, RerankRequest request,
            RerankOutcome outcome) {
        switch (outcome) {
            case RerankOutcome.Failed(Failure failure) -> {
                // The scheduler knows only what the upload had left of the timeout.
                Failure shown = failure instanceof Failure.DeadlinePassed ? late(request) : failure;
                metrics.ofDeployment(deployment).onFailure(ErrorAnswer.of(shown).code());
                ErrorResponder.answer(ctx.response(), shown);
            }
            case RerankOutcome.Answered(List<DocumentOutcome> documents, StageTimes times) -> {
                Ranking ranking = Ranking.of(documents);
                RequestTrace trace = RequestTrace.of(ctx);
                trace.answered(ranking.cachedPairs(), times);
                metrics.ofDeployment(deployment)
                        .onAnswer(ranking.ranked().size(), ranking.cachedPairs(), ranking.tokens(),
                                times);
                if (ranking.isPartial()) {
                    metrics.ofDeployment(deployment).onPartialAnswer();
                }
                if (!ctx.response().closed()) {
                    ctx.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .end(writer.write(trace.id(), deployment, request, ranking));
                }
            }
        }
    }

    private static Failure late(RerankRequest request) {
        return new Failure.DeadlinePassed(Duration.ofMillis(request.timeoutMillis()));
    }

    private static Future<Void> refuseShuttingDown(RoutingContext ctx) {
        Hangup.announce(ctx.request());
        ErrorResponder.answer(ctx.response(), new Failure.ShuttingDown());
        return Future.succeededFuture();
    }

    private static Future<Void> refuse(RoutingContext ctx, RequestError error) {
        ErrorResponder.answer(ctx.response(), error);
        return Future.succeededFuture();
    }

    private void count(RoutingContext ctx, boolean answered) {
        RequestTrace trace = RequestTrace.of(ctx);
        DeploymentMetrics counted = trace.deployment()
                .map(metrics::ofDeployment)
                .orElseGet(metrics::ofNoDeployment);
        counted.onRequest(answered ? ctx.response().getStatusCode() : CLIENT_CLOSED_REQUEST,
                System.nanoTime() - trace.startNanos());
    }
}
