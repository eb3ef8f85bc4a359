// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.selftest.SelfTestResult;
import io.ringrank.gateway.app.ModelFiles.GoodFile;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.Reranker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model of a deployment, and whether it scores as it should. Any thread. */
final class ServedModel {

    private static final Logger LOG = LoggerFactory.getLogger(ServedModel.class);

    private final String deployment;
    /** Set before the first engine starts. */
    private volatile @Nullable Served served;

    private record Served(GoodFile file, GoldenPairs goldenPairs) {}

    ServedModel(String deployment) {
        this.deployment = deployment;
    }

    void set(GoodFile file) {
        served = new Served(file, GoldenPairs.of(file.summary()));
    }

    /** What speaks against its scores, or that they are not tested yet; empty if nothing is to be tested. */
    Optional<String> wrongScores() {
        return Optional.ofNullable(served).flatMap(now -> now.goldenPairs().obstacle());
    }

    /** Why it must not answer; empty also as long as it is tested. */
    Optional<String> failure() {
        return Optional.ofNullable(served).flatMap(now -> now.goldenPairs().failure());
    }

    /** Scores what is known of it. Waits for the engines. */
    void test(Reranker reranker) throws InterruptedException {
        Served now = served;
        if (now != null) {
            GoodFile file = now.file();
            GoldenPairs ended = now.goldenPairs().run(file.summary(), reranker);
            served = new Served(file, ended);
            ended.result().ifPresent(this::report);
        }
    }

    private void report(SelfTestResult result) {
        if (result.passed()) {
            LOG.info("deployment {}: {}", deployment, result.message());
        } else if (result.verified()) {
            LOG.error("deployment {} is not ready: {}", deployment, result.message());
        } else {
            LOG.warn("deployment {}: {}; these scores were published, and not seen here",
                    deployment, result.message());
        }
    }

    /** @param choice of the file, for people */
    Optional<TargetDetails.Model> details(String choice) {
        return Optional.ofNullable(served)
                .map(now -> new TargetDetails.Model(
                        ModelDescription.of(now.file().summary(), now.file().overrides()),
                        choice, now.file().compute().tokensPerPair(),
                        now.file().memory().map(EngineMemory::details),
                        now.goldenPairs().details()));
    }
}
