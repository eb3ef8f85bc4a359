// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.selftest.GoldenVectors;
import io.ringrank.backend.llamacpp.selftest.GoldenVectorsReader;
import io.ringrank.backend.llamacpp.selftest.SelfTest;
import io.ringrank.backend.llamacpp.selftest.SelfTest.Answer;
import io.ringrank.backend.llamacpp.selftest.SelfTestResult;
import io.ringrank.gateway.rerank.TargetDetails.SelfTestDetails;
import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The self-test of a deployment: what is known of its model, and how it came out. Any thread.
 *
 * @param vectors empty if nothing is known of the model
 * @param result empty until it is over
 */
record GoldenPairs(Optional<GoldenVectors> vectors, Optional<SelfTestResult> result) {

    private static final Caller CALLER = new Caller("self-test");
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** An engine may die of something else meanwhile. */
    private static final int ATTEMPTS = 3;

    /** Before the engines run. */
    static GoldenPairs of(ModelSummary model) {
        return new GoldenPairs(GoldenVectorsReader.of(model), Optional.empty());
    }

    /** Scores the pairs as any request would be, and waits for it; with their texts in no cache. */
    GoldenPairs run(ModelSummary model, Reranker reranker) throws InterruptedException {
        if (vectors.isEmpty()) {
            return this;
        }
        SelfTestResult last = null;
        for (int i = 0; i < ATTEMPTS && !(last instanceof SelfTestResult.Compared); i++) {
            last = SelfTest.run(vectors.get(), model.fileType(),
                    (query, documents) -> score(reranker, query, documents));
        }
        return new GoldenPairs(vectors, Optional.ofNullable(last));
    }

    /** Returns why the deployment is not ready, as a part of a sentence. */
    Optional<String> obstacle() {
        boolean pending = vectors.filter(GoldenVectors::verified).isPresent() && result.isEmpty();
        return pending ? Optional.of("the self-test has not ended") : failure();
    }

    /** Returns why its scores must not be used, as a part of a sentence. */
    Optional<String> failure() {
        return result.filter(ended -> ended.verified() && !ended.passed())
                .map(SelfTestResult::message);
    }

    SelfTestDetails details() {
        if (vectors.isEmpty()) {
            return new SelfTestDetails("none", false, "no scores of this model are known");
        }
        boolean verified = vectors.get().verified();
        return result
                .map(ended -> new SelfTestDetails(ended.passed() ? "passed" : "failed", verified,
                        ended.message()))
                .orElse(new SelfTestDetails("pending", verified, "the self-test has not ended"));
    }

    private static Answer score(Reranker reranker, String query, List<String> documents)
            throws InterruptedException {
        RerankJob job = new RerankJob(CALLER, query, documents, ScoringOptions.DEFAULT,
                JobTerms.within(TIMEOUT_NANOS).cache(CacheUse.BYPASS));
        try {
            return switch (reranker.submit(job).outcome().toCompletableFuture().get()) {
                case RerankOutcome.Answered answered -> scores(answered.documents());
                case RerankOutcome.Failed(var failure) -> new Answer.None(failure.toString());
            };
        } catch (ExecutionException e) {
            throw new AssertionError("an outcome is never exceptional", e);
        }
    }

    private static Answer scores(List<DocumentOutcome> outcomes) {
        List<Double> scores = new ArrayList<>();
        for (DocumentOutcome outcome : outcomes) {
            switch (outcome) {
                case DocumentOutcome.Scored scored -> scores.add((double) scored.score().raw());
                case DocumentOutcome.TooLong _ -> {
                    return new Answer.None("a document is too long for this engine");
                }
                case DocumentOutcome.Unscored unscored -> {
                    return new Answer.None(unscored.message());
                }
                case DocumentOutcome.Late() -> {
                    return new Answer.None("a document there was no time for");
                }
            }
        }
        return new Answer.Scores(scores);
    }
}
