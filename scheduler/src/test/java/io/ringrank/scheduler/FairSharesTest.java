// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random callers that always have work waiting, whatever the length and the number of their texts: what
 * each of them gets of a server that is too small for all. The same seed gives the same run.
 */
class FairSharesTest {

    private static final int SEEDS = 20;
    private static final long SECOND = 1_000_000_000;
    private static final long RUN_NANOS = 30 * SECOND;
    private static final long HOUR = 3_600 * SECOND;
    private static final int TOKENS_MAX = 300;
    private static final int DOCUMENTS_MAX = 30;

    /** More than a server can take from a caller ahead of its turn. */
    private static final int OPEN_TOKENS = 12_000;

    /** One run. */
    private static final class Run {

        final SplittableRandom random;
        final SteadyServer server = new SteadyServer();
        final List<Greedy> callers = new ArrayList<>();
        int texts;
        long openDocuments;
        boolean over;

        Run(long seed, int interactive, int batch) {
            random = new SplittableRandom(seed);
            for (int i = 0; i < interactive + batch; i++) {
                callers.add(new Greedy(this, "caller " + i,
                        i < interactive ? JobClass.INTERACTIVE : JobClass.BATCH));
            }
        }

        void run() {
            callers.forEach(Greedy::fillUp);
            server.runUntil(RUN_NANOS);
        }

        List<Greedy> of(JobClass jobClass) {
            return callers.stream().filter(caller -> caller.jobClass == jobClass).toList();
        }

        static long tokens(List<Greedy> callers) {
            return callers.stream().mapToLong(caller -> caller.doneTokens).sum();
        }
    }

    /** Asks anew whenever it is answered. */
    private static final class Greedy {

        private final Run run;
        private final Caller name;
        final JobClass jobClass;
        private final int documents;
        private final int documentTokens;
        private long openTokens;
        long doneTokens;

        Greedy(Run run, String name, JobClass jobClass) {
            this.run = run;
            this.name = new Caller(name);
            this.jobClass = jobClass;
            this.documents = 1 + run.random.nextInt(DOCUMENTS_MAX);
            this.documentTokens = 8 + run.random.nextInt(TOKENS_MAX - 8);
        }

        void fillUp() {
            while (openTokens < OPEN_TOKENS && !run.over) {
                submit();
            }
        }

        private void submit() {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < documents; i++) {
                String text = "document " + run.texts++;
                int bytes = documentTokens * SteadyServer.BYTES_PER_TOKEN;
                texts.add(text + "x".repeat(Math.max(0, bytes - text.length())));
            }
            openTokens += requestTokens();
            run.openDocuments += documents;
            run.server.submit(new RerankJob(name, "q", texts, ScoringOptions.DEFAULT,
                    JobTerms.within(HOUR).ofClass(jobClass))).outcome().thenAccept(outcome -> {
                        assertThat(outcome).isInstanceOf(RerankOutcome.Answered.class);
                        openTokens -= requestTokens();
                        doneTokens += requestTokens();
                        run.openDocuments -= documents;
                        run.server.time.after(0, this::fillUp);
                    });
        }

        private long requestTokens() {
            return (long) documents * (documentTokens + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interactive", "batch"})
    void callers_of_one_class_get_the_same_whatever_they_ask_for(String word) {
        JobClass jobClass = JobClass.ofWord(word).orElseThrow();
        for (long seed = 1; seed <= SEEDS; seed++) {
            int count = 2 + (int) (seed % 5);
            Run run = jobClass == JobClass.BATCH
                    ? new Run(seed, 0, count)
                    : new Run(seed, count, 0);
            run.run();

            checkEqual(seed, run.callers);
            assertThat((double) Run.tokens(run.callers)).as("seed " + seed + ": all of the server")
                    .isGreaterThan(0.9 * RUN_NANOS / SECOND * SteadyServer.TOKENS_PER_SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void batch_work_gets_its_eighth_however_many_ask_for_it(int batchCallers) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed, 1 + (int) (seed % 3), batchCallers);
            run.run();

            List<Greedy> batch = run.of(JobClass.BATCH);
            double share = (double) Run.tokens(batch) / Run.tokens(run.callers);
            // What a request has is counted when all of it is done.
            double grain = (double) OPEN_TOKENS * batchCallers / Run.tokens(run.callers);
            assertThat(share).as("seed " + seed).isCloseTo(1 / 8.0, Offset.offset(0.02 + grain));
            checkEqual(seed, run.of(JobClass.INTERACTIVE));
            checkEqual(seed, batch);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void credits_come_back_with_every_document_and_all_in_the_end(long seed) {
        Run run = new Run(seed, 3, 2);
        run.callers.forEach(Greedy::fillUp);
        AdmissionCredits credits = run.server.reranker.credits();
        for (long nanos = SECOND / 10; nanos < RUN_NANOS / 4; nanos += SECOND / 10) {
            run.server.runUntil(nanos);

            // Of a request that is half done the other half is claimed.
            assertThat(credits.pairsClaimed()).as("pairs claimed")
                    .isPositive()
                    .isLessThanOrEqualTo(run.openDocuments);
        }
        run.over = true;
        run.server.runUntil(HOUR);
        assertThat(run.openDocuments).isZero();
        assertThat(credits.pairsClaimed()).isZero();
        assertThat(credits.bytesClaimed()).isZero();
        assertThat(credits.tokensClaimed()).isZero();
    }

    /** They may be apart by what is open of them when the run ends. */
    private static void checkEqual(long seed, List<Greedy> callers) {
        List<Long> done = callers.stream().map(caller -> caller.doneTokens).sorted().toList();
        long apart = Collections.max(done) - Collections.min(done);
        assertThat(apart).as("seed " + seed + ": " + done).isLessThanOrEqualTo(2L * OPEN_TOKENS);
    }
}
