// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A scheduler with an engine whose speed is known, and no cache. Any thread. */
final class Server implements AutoCloseable {

    final SteadyEngine engine;
    private final BenchedScheduler<SteadyEngine> scheduler;

    Server() throws InterruptedException {
        scheduler = new BenchedScheduler<>(0, SteadyEngine::new);
        engine = scheduler.engine;
    }

    OpenLoad load(String caller, int documents, int documentBytes, long seed) {
        return load(List.of(new Caller(caller)), documents, documentBytes, seed);
    }

    OpenLoad load(List<Caller> callers, int documents, int documentBytes, long seed) {
        return new OpenLoad(scheduler.reranker, callers, documents, documentBytes, seed);
    }

    /** One that may take as long as it likes. */
    void submitPatiently(List<String> documents) {
        scheduler.reranker.submit(new RerankJob(new Caller("patient"), "q", documents,
                ScoringOptions.DEFAULT, JobTerms.within(TimeUnit.HOURS.toNanos(1))));
    }

    @Override
    public void close() {
        scheduler.close();
        engine.close();
    }
}
