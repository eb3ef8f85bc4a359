// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.dialect.Ranking;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.dialect.RerankParser;
import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.gateway.dialect.RerankWriter;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.limit.Limiter;
import io.ringrank.gateway.limit.Passage;
import io.ringrank.gateway.metrics.DeploymentMetrics;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.StageTimes;
import io.ringrank.scheduler.ticket.Submission;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers rerank requests: holds the caller to its limits, reads and parses the body, submits, hops
 * back to the request's own event loop, and writes. One object serves all event loops.
 */
public final class RerankHandler {

    private static final int CLIENT_CLOSED_REQUEST = 499;
    private static final String NO_DEPLOYMENT = "-";

    private final RerankTargets targets;
    private final GatewayMetrics metrics;
    private final RequestListener listener;
    private final RequestGate gate;
    private final RequestLimits limits;
    private final ByteBudget budget;
    private final RerankParser parser;
    private final RerankWriter writer = new RerankWriter();

    /** @param bodiesBytesMax what the bodies of all requests together may take */
    public RerankHandler(RerankTargets targets, GatewayMetrics metrics, RequestListener listener,
            RequestGate gate, RequestLimits limits, long bodiesBytesMax) {
        this.targets = targets;
        this.metrics = metrics;
        this.listener = listener;
        this.gate = gate;
        this.limits = limits;
        this.budget = new ByteBudget(bodiesBytesMax);
        this.parser = new RerankParser(limits);
    }

    /** One request and who sent it. */
    private record Visit(RoutingContext ctx, Principal principal, Passage passage) {}

    /** Counts the request when it ends, whatever comes of it. Event loop only. */
    public void count(RoutingContext ctx) {
        // Before the client can see the answer, so that it finds in the usage what it has sent.
        ctx.addHeadersEndHandler(_ -> account(ctx, ctx.response().getStatusCode()));
        ctx.addEndHandler(ended -> count(ctx, ended.succeeded()));
        ctx.next();
    }

    /** Event loop only. The caller is held to its limits before a byte of the body is kept. */
    public void handle(RoutingContext ctx) {
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
                ErrorResponder.answer(ctx.response(), error);
            case Limiter.Entered(Passage passage) -> {
                // Before the client can see the answer, so that its next request finds the place free.
                ctx.addHeadersEndHandler(_ -> passage.leave());
                ctx.addEndHandler(_ -> passage.leave());
                Visit visit = new Visit(ctx, principal, passage);
                BodyReader.read(ctx, parser, limits, budget, gate)
                        .compose(body -> answer(visit, body))
                        .onFailure(ctx::fail);
            }
        }
    }

    private Future<Void> answer(Visit visit, Body body) {
        RoutingContext ctx = visit.ctx();
        return switch (body) {
            case Body.Refused(RequestError error) -> refuse(ctx, error);
            case Body.Drained() -> refuseShuttingDown(ctx);
            case Body.Complete(RerankRequest request) -> {
                if (!gate.tryEnter()) {
                    yield refuseShuttingDown(ctx);
                }
                ctx.addEndHandler(_ -> gate.leave());
                yield rerank(visit, request);
            }
        };
    }

    private Future<Void> rerank(Visit visit, RerankRequest request) {
        RoutingContext ctx = visit.ctx();
        return switch (TargetChoice.of(targets.byName(), request.model(), visit.principal())) {
            case TargetChoice.Refused(RequestError error) -> refuse(ctx, error);
            case TargetChoice.Chosen(RerankTarget target) -> {
                Optional<RequestError> overdrawn =
                        visit.passage().claim(request.documents().size(), textChars(request));
                visit.principal().limiter().describe(ctx.response().headers());
                if (overdrawn.isPresent()) {
                    yield refuse(ctx, overdrawn.get());
                }
                yield submit(visit, target, request);
            }
        };
    }

    private Future<Void> submit(Visit visit, RerankTarget target, RerankRequest request) {
        RoutingContext ctx = visit.ctx();
        RequestTrace trace = RequestTrace.of(ctx);
        trace.accepted(target.name(), request.documents().size());
        long leftNanos = request.terms().timeoutNanos()
                - (System.nanoTime() - trace.startNanos());
        if (leftNanos <= 0) {
            ErrorResponder.answer(ctx.response(), late(request));
            return Future.succeededFuture();
        }
        Submission submission =
                target.submit(new RerankJob(new Caller(visit.principal().id()), request.query(),
                        request.documents(), request.options(), terms(visit, request, leftNanos)));
        ctx.addEndHandler(ended -> {
            if (ended.failed()) {
                submission.cancel();
            }
        });
        return Future
                .fromCompletionStage(submission.outcome(),
                        ctx.vertx().getOrCreateContext())
                .map(outcome -> {
                    write(visit, target.name(), request, outcome);
                    return null;
                });
    }

    private void write(Visit visit, String deployment, RerankRequest request,
            RerankOutcome outcome) {
        RoutingContext ctx = visit.ctx();
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
                trace.answered(new RequestTrace.Work(ranking.ranked().size(),
                        ranking.cachedPairs(), ranking.tokens(), ranking.cachedTokens()), times);
                visit.passage().settle(ranking.tokens());
                visit.principal().limiter().describe(ctx.response().headers());
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

    /** A key of the batch class can't hurry; any other may say that it need not. */
    private static JobTerms terms(Visit visit, RerankRequest request, long leftNanos) {
        JobTerms terms = request.terms().withTimeout(leftNanos);
        return switch (visit.principal().limiter().jobClass()) {
            case INTERACTIVE -> terms;
            case BATCH -> terms.ofClass(JobClass.BATCH);
        };
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
        int status = answered ? ctx.response().getStatusCode() : CLIENT_CLOSED_REQUEST;
        counted.onRequest(status, System.nanoTime() - trace.startNanos());
        account(ctx, status);
    }

    /** Once for each request of a caller that is known. */
    private void account(RoutingContext ctx, int status) {
        RequestTrace trace = RequestTrace.of(ctx);
        Optional<String> caller = trace.caller();
        if (caller.isPresent() && trace.tryAccount()) {
            listener.onEnd(new RequestListener.EndedRequest(caller.get(),
                    trace.deployment().orElse(NO_DEPLOYMENT), status, trace.work()));
        }
    }

    /** Of all its pairs together. */
    private static long textChars(RerankRequest request) {
        long chars = (long) request.query().length() * request.documents().size();
        for (String document : request.documents()) {
            chars += document.length();
        }
        return chars;
    }
}
