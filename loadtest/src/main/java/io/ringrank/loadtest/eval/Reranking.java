// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.eval.client.Answer;
import io.ringrank.loadtest.eval.client.Outcome;
import io.ringrank.loadtest.eval.client.RerankService;
import io.ringrank.loadtest.eval.collection.Candidate;
import io.ringrank.loadtest.eval.collection.TestCollection;
import io.ringrank.loadtest.eval.collection.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Has the candidates of all topics scored, a bounded number of topics at a time, and gives up on a
 * server that answers none of {@value #FAILURES_IN_A_ROW_MAX} in a row. Made for one run; its thread
 * waits.
 */
final class Reranking {

    private static final int FAILURES_IN_A_ROW_MAX = 20;
    private static final int PROGRESS_LINES = 10;

    private final RerankService service;
    private final Semaphore free;
    private final Progress progress;
    private int done;
    private int failuresInARow;

    Reranking(RerankService service, int concurrency, Progress progress) {
        this.service = service;
        this.free = new Semaphore(concurrency);
        this.progress = progress;
    }

    /**
     * Asks for all and waits for all.
     *
     * @return in the order of the topics
     * @throws CommandFailedException if the server answers nothing, or no more
     */
    List<Outcome> run(TestCollection collection)
            throws InterruptedException, CommandFailedException {
        List<CompletableFuture<Outcome>> asked = new ArrayList<>();
        int topics = collection.topics().size();
        for (Topic topic : collection.topics()) {
            free.acquire();
            if (hasGivenUp()) {
                break;
            }
            asked.add(service.rerank(topic.query(), texts(topic, collection.documents()))
                    .whenComplete((outcome, _) -> {
                        count(outcome, topics);
                        free.release();
                    }));
        }
        List<Outcome> outcomes = asked.stream().map(CompletableFuture::join).toList();
        requireAnswers(outcomes);
        return outcomes;
    }

    private static List<String> texts(Topic topic, Map<String, String> documents) {
        return topic.candidates()
                .stream()
                .map(Candidate::document)
                .map(id -> documents.getOrDefault(id, ""))
                .toList();
    }

    private synchronized boolean hasGivenUp() {
        return failuresInARow >= FAILURES_IN_A_ROW_MAX;
    }

    private synchronized void count(Outcome outcome, int topics) {
        done++;
        failuresInARow = outcome.answer() instanceof Answer.Failed ? failuresInARow + 1 : 0;
        if (done % Math.ceilDiv(topics, PROGRESS_LINES) == 0) {
            progress.say(done + " of " + topics + " queries done");
        }
    }

    private void requireAnswers(List<Outcome> outcomes) throws CommandFailedException {
        String reason = "";
        int failed = 0;
        for (Outcome outcome : outcomes) {
            if (outcome.answer() instanceof Answer.Failed failure) {
                reason = failure.reason();
                failed++;
            }
        }
        if (failed == outcomes.size()) {
            throw new CommandFailedException("no request was answered: " + reason);
        }
        if (hasGivenUp()) {
            throw new CommandFailedException("gave up after " + FAILURES_IN_A_ROW_MAX
                    + " failed requests in a row: " + reason);
        }
    }
}
