// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.dialect.Answer;
import io.ringrank.gateway.dialect.Question;
import io.ringrank.gateway.dialect.Ranking;
import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.metrics.DeploymentMetrics;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.StageTimes;
import io.ringrank.scheduler.ticket.Submission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has checked requests scored: chooses the deployment, claims from the caller's allowances, submits, and
 * hops back to the request's own event loop. Event loop only; one object serves all event loops.
 */
public final class RequestRunner {

    private static final double NANOS_PER_MILLI = 1e6;

    private final RerankTargets targets;
    private final GatewayMetrics metrics;
    private final InstantSource clock;

    public RequestRunner(RerankTargets targets, GatewayMetrics metrics, InstantSource clock) {
        this.targets = targets;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * One request on its way.
     *
     * @param submissions into which it was divided; none if it was refused
     */
    record Running(Future<Result> result, List<Submission> submissions) {

        /** Gives its place in the queue away; its result is then that it was cancelled. */
        void cancel() {
            submissions.forEach(Submission::cancel);
        }
    }

    Running run(Visit visit, RerankRequest request) {
        return switch (TargetChoice.of(targets.byName(), request.model(), visit.principal())) {
            case TargetChoice.Refused(RequestError error) -> refused(ErrorAnswer.of(error));
            case TargetChoice.Chosen(RerankTarget target) -> {
                Optional<RequestError> overdrawn =
                        visit.passage().claim(request.documentCount(), textChars(request));
                yield overdrawn.isPresent()
                        ? refused(ErrorAnswer.of(overdrawn.get()))
                        : submit(visit, target, request);
            }
        };
    }

    private Running submit(Visit visit, RerankTarget target, RerankRequest request) {
        RequestTrace trace = visit.trace();
        trace.accepted(target.name(), request.documentCount());
        long leftNanos = request.terms().timeoutNanos()
                - (System.nanoTime() - trace.startNanos());
        if (leftNanos <= 0) {
            ErrorAnswer late = ErrorAnswer.of(late(request));
            metrics.ofDeployment(target.name()).onFailure(late.code());
            return refused(late);
        }
        List<Submission> submissions = new ArrayList<>(request.questions().size());
        JobTerms terms = terms(visit, request, leftNanos);
        Caller caller = new Caller(visit.principal().id());
        for (Question question : request.questions()) {
            submissions.add(target.submit(new RerankJob(caller, question.query(),
                    question.documents(), request.options(), terms)));
        }
        return new Running(outcome(submissions, visit.ctx().vertx().getOrCreateContext())
                .map(outcome -> result(visit, target, request, outcome)), submissions);
    }

    /** All of them as one, in their order; the first failure is that of all, and cancels the others. */
    private static Future<RerankOutcome> outcome(List<Submission> submissions, Context context) {
        if (submissions.size() == 1) {
            return Future.fromCompletionStage(submissions.getFirst().outcome(), context);
        }
        List<Future<RerankOutcome>> outcomes = submissions.stream()
                .map(submission -> Future.fromCompletionStage(submission.outcome(), context))
                .toList();
        outcomes.forEach(future -> future.onSuccess(outcome -> {
            if (outcome instanceof RerankOutcome.Failed) {
                submissions.forEach(Submission::cancel);
            }
        }));
        return Future.all(outcomes).map(all -> joined(all.<RerankOutcome>list()));
    }

    private static RerankOutcome joined(List<RerankOutcome> outcomes) {
        List<DocumentOutcome> documents = new ArrayList<>();
        StageTimes times = StageTimes.NONE;
        RerankOutcome.@Nullable Failed failed = null;
        for (RerankOutcome outcome : outcomes) {
            switch (outcome) {
                case RerankOutcome.Failed failure -> failed = failed == null
                        || failed.failure() instanceof Failure.Cancelled ? failure : failed;
                case RerankOutcome.Answered(List<DocumentOutcome> some, StageTimes one) -> {
                    documents.addAll(some);
                    times = new StageTimes(Math.max(times.queueNanos(), one.queueNanos()),
                            Math.max(times.waitNanos(), one.waitNanos()),
                            Math.max(times.scoreNanos(), one.scoreNanos()));
                }
            }
        }
        return failed == null ? new RerankOutcome.Answered(documents, times) : failed;
    }

    private Result result(Visit visit, RerankTarget target, RerankRequest request,
            RerankOutcome outcome) {
        DeploymentMetrics counted = metrics.ofDeployment(target.name());
        return switch (outcome) {
            case RerankOutcome.Failed(Failure failure) -> {
                // The scheduler knows only what the upload had left of the timeout.
                ErrorAnswer shown = shown(request, failure);
                counted.onFailure(shown.code());
                yield new Result.Refused(shown);
            }
            case RerankOutcome.Answered(List<DocumentOutcome> documents, StageTimes times) -> {
                Ranking ranking = Ranking.of(documents);
                count(visit, counted, ranking, times);
                if (request.dialect().needsEveryScore() && !ranking.unscored().isEmpty()) {
                    ErrorAnswer shown = unscored(request, ranking);
                    counted.onFailure(shown.code());
                    yield new Result.Refused(shown);
                }
                if (ranking.isPartial()) {
                    counted.onPartialAnswer();
                }
                yield new Result.Answered(answer(visit, target, request, ranking, times));
            }
        };
    }

    private static ErrorAnswer shown(RerankRequest request, Failure failure) {
        if (failure instanceof Failure.QueryTooLong(int tokens, int tokensMax)
                && request.isMostlyInstruction()) {
            return ErrorAnswer.instructionTooLong(tokens, tokensMax);
        }
        return ErrorAnswer.of(failure instanceof Failure.DeadlinePassed ? late(request) : failure);
    }

    private static void count(Visit visit, DeploymentMetrics counted, Ranking ranking,
            StageTimes times) {
        visit.trace()
                .answered(new RequestTrace.Work(ranking.ranked().size(), ranking.cachedPairs(),
                        ranking.tokens(), ranking.cachedTokens()), times);
        visit.passage().settle(ranking.tokens());
        counted.onAnswer(ranking.ranked().size(), ranking.cachedPairs(), ranking.tokens(), times);
    }

    private Answer answer(Visit visit, RerankTarget target, RerankRequest request,
            Ranking ranking, StageTimes times) {
        RequestTrace trace = visit.trace();
        return new Answer(trace.id(), target.name(), clock.instant().getEpochSecond(), request,
                ranking, scores(visit, target, request),
                request.form().debug() ? explain(trace, target, times) : null);
    }

    /** Who is nearer to the client decides. */
    private static ScoreMode scores(Visit visit, RerankTarget target, RerankRequest request) {
        return Stream.of(request.form().scores(), visit.principal().scoreMode(), target.scoreMode())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(request.dialect()::scores);
    }

    private static Answer.Explanation explain(RequestTrace trace, RerankTarget target,
            StageTimes times) {
        List<EngineLoad> engines = target.details().load().engines();
        String layout = "";
        String nativeBuild = "";
        if (!engines.isEmpty()) {
            layout = engines.getFirst().facts().profile().layout();
            nativeBuild = engines.getFirst().facts().profile().nativeBuild();
        }
        return new Answer.Explanation((System.nanoTime() - trace.startNanos()) / NANOS_PER_MILLI,
                times.queueNanos() / NANOS_PER_MILLI, times.waitNanos() / NANOS_PER_MILLI,
                times.scoreNanos() / NANOS_PER_MILLI, layout, nativeBuild);
    }

    /** For clients who would take what is there for all there is. */
    private static ErrorAnswer unscored(RerankRequest request, Ranking ranking) {
        return ranking.isPartial()
                ? ErrorAnswer.of(late(request))
                : ErrorAnswer.of(new RequestError.DocumentNotScored(
                        ranking.unscored().getFirst().index(),
                        ranking.unscored().getFirst().message()));
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

    private static Running refused(ErrorAnswer error) {
        return new Running(Future.succeededFuture(new Result.Refused(error)), List.of());
    }

    /** Of all its pairs together. */
    private static long textChars(RerankRequest request) {
        long chars = 0;
        for (Question question : request.questions()) {
            chars += (long) question.query().length() * question.documents().size();
            for (String document : question.documents()) {
                chars += document.length();
            }
        }
        return chars;
    }
}
