// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.RerankOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers get from a server that is asked for more than it can do. */
class OverloadTest {

    private static final long SECOND = 1_000_000_000;
    private static final int DOCUMENT_TOKENS = 128;

    private final SteadyServer server = new SteadyServer();
    private final SplittableRandom random = new SplittableRandom(5);
    private int texts;

    /** Requests of one caller, at random moments. */
    private final class Load {

        final String caller;
        final int documents;
        final int documentBytes;
        final long timeoutNanos;
        JobClass jobClass = JobClass.INTERACTIVE;
        final List<Long> latencies = new ArrayList<>();
        long goodTokens;
        int refused;
        int late;

        Load(String caller, int documents, int documentBytes, long timeoutNanos) {
            this.caller = caller;
            this.documents = documents;
            this.documentBytes = documentBytes;
            this.timeoutNanos = timeoutNanos;
        }

        /** @param share of what the server can do */
        void offer(double share, long untilNanos) {
            int tokens = Math.min(SteadyServer.TOKENS_MAX,
                    documentBytes / SteadyServer.BYTES_PER_TOKEN);
            double perSecond = share * SteadyServer.TOKENS_PER_SECOND / (documents * tokens);
            next(perSecond, untilNanos);
        }

        private void next(double perSecond, long untilNanos) {
            long gap = (long) (-Math.log(1 - random.nextDouble()) / perSecond * SECOND);
            if (server.time.now() + gap < untilNanos) {
                server.time.after(gap, () -> {
                    submit();
                    next(perSecond, untilNanos);
                });
            }
        }

        void submit() {
            List<String> job = new ArrayList<>();
            for (int i = 0; i < documents; i++) {
                String name = "document " + texts++;
                job.add(name + "x".repeat(documentBytes - name.length()));
            }
            long from = server.time.now();
            server.submit(new RerankJob(new Caller(caller), "q", job, ScoringOptions.DEFAULT,
                    JobTerms.within(timeoutNanos).ofClass(jobClass)))
                    .outcome()
                    .thenAccept(outcome -> note(outcome, server.time.now() - from));
        }

        private void note(RerankOutcome outcome, long nanos) {
            switch (outcome) {
                case RerankOutcome.Answered _ -> {
                    latencies.add(nanos);
                    goodTokens += (long) documents * (DOCUMENT_TOKENS + 1);
                }
                case RerankOutcome.Failed(Failure.WouldBeLate _) -> refused++;
                case RerankOutcome.Failed(Failure.DeadlinePassed _) -> late++;
                case RerankOutcome.Failed(Failure failure) ->
                    throw new AssertionError("failed otherwise: " + failure);
            }
        }

        long p99() {
            long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
            return sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
        }
    }

    @Test
    void keeps_its_lanes_busy() {
        Load load =
                new Load("a", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 3600 * SECOND);
        for (int i = 0; i < 100; i++) {
            load.submit();
        }

        server.runUntil(15 * SECOND);

        assertThat(server.tokens / 15.0 / SteadyServer.TOKENS_PER_SECOND).isGreaterThan(0.98);
    }

    @Test
    void answers_in_time_as_much_as_it_can_do_at_three_times_the_load() {
        Load load = new Load("a", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
        load.offer(3, 60 * SECOND);
        server.runUntil(10 * SECOND);
        long before = load.goodTokens;

        server.runUntil(60 * SECOND);

        double goodput = (load.goodTokens - before) / 50.0 / SteadyServer.TOKENS_PER_SECOND;
        assertThat(goodput).as("goodput").isGreaterThan(0.95);
        assertThat(load.p99()).isLessThanOrEqualTo(2 * SECOND);
        assertThat(load.late).as("late of " + load.latencies.size())
                .isLessThan(load.latencies.size() / 50);
        assertThat(load.refused).isGreaterThan(load.latencies.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 30, 100})
    void wastes_little_whatever_the_number_of_callers(int callers) {
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Load load = new Load("caller " + i, 25,
                    DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
            load.offer(3.0 / callers, 60 * SECOND);
            loads.add(load);
        }
        server.runUntil(10 * SECOND);
        long before = loads.stream().mapToLong(load -> load.goodTokens).sum();

        server.runUntil(60 * SECOND);

        long good = loads.stream().mapToLong(load -> load.goodTokens).sum() - before;
        assertThat(good / 50.0 / SteadyServer.TOKENS_PER_SECOND).as("goodput")
                .isGreaterThan(0.95);
        assertThat(loads.stream().mapToInt(load -> load.late).sum()).as("late")
                .isLessThan(loads.stream().mapToInt(load -> load.latencies.size()).sum() / 8);
    }

    @Test
    void promises_batch_work_no_more_than_its_eighth() {
        Load interactive =
                new Load("a", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
        Load batch =
                new Load("b", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 10 * SECOND);
        batch.jobClass = JobClass.BATCH;
        interactive.offer(3, 180 * SECOND);
        batch.offer(0.5, 180 * SECOND);

        server.runUntil(180 * SECOND);

        double goodput = (interactive.goodTokens + batch.goodTokens) / 180.0
                / SteadyServer.TOKENS_PER_SECOND;
        assertThat(goodput).as("goodput").isGreaterThan(0.93);
        assertThat(batch.late).isLessThan(batch.latencies.size() / 5);
    }

    @Test
    void does_as_much_in_every_second_of_an_overload() {
        Load load = new Load("a", 2, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
        load.offer(3, 120 * SECOND);
        server.runUntil(10 * SECOND);
        for (int second = 10; second < 120; second++) {
            long before = load.goodTokens;
            server.runUntil((second + 1) * SECOND);

            double goodput = (load.goodTokens - before) / SteadyServer.TOKENS_PER_SECOND;
            assertThat(goodput).as("goodput in second " + second).isGreaterThan(0.8);
        }
    }

    @Test
    void promises_little_on_a_machine_whose_speed_comes_and_goes() {
        // Half as fast in every other stretch of three seconds, and never quite the same.
        server.slowness = nanos -> (nanos / (3 * SECOND) % 2 == 0 ? 1 : 2)
                * Math.exp(0.3 * random.nextGaussian());
        Load load = new Load("a", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
        load.offer(3, 120 * SECOND);
        server.runUntil(20 * SECOND);
        long before = load.goodTokens;

        server.runUntil(120 * SECOND);

        // It does 1.5 units of work where it could do 2, less what the noise costs.
        double couldDo = 0.75 / Math.exp(0.3 * 0.3 / 2) * SteadyServer.TOKENS_PER_SECOND;
        assertThat((load.goodTokens - before) / 100.0 / couldDo).isGreaterThan(0.9);
        assertThat(load.late).isLessThan(load.latencies.size() / 10);
    }

    @Test
    void a_light_caller_hardly_notices_a_flood() {
        long alone = lightAlone();
        SteadyFlood flood = beside(DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 25, 150);

        assertThat((double) flood.light.p99() / alone).isLessThan(2);
        assertThat(flood.light.refused + flood.light.late).isZero();
    }

    @Test
    void a_light_caller_hardly_notices_a_flood_of_large_texts() {
        long alone = lightAlone();
        SteadyFlood flood = beside(1 << 16, 4, 60);

        assertThat((double) flood.light.p99() / alone).isLessThan(2);
        assertThat(flood.light.refused + flood.light.late).isZero();
    }

    @Test
    void batch_work_gets_its_eighth_beside_too_much_interactive_work() {
        Load interactive =
                new Load("a", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
        Load batch =
                new Load("b", 25, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 600 * SECOND);
        batch.jobClass = JobClass.BATCH;
        for (int i = 0; i < 200; i++) {
            batch.submit();
        }
        interactive.offer(3, 60 * SECOND);

        server.runUntil(60 * SECOND);

        double all = interactive.goodTokens + batch.goodTokens;
        assertThat(batch.goodTokens / all).isBetween(0.11, 0.15);
        assertThat(all / 60 / SteadyServer.TOKENS_PER_SECOND).isGreaterThan(0.93);
    }

    private record SteadyFlood(Load light) {}

    private static long lightAlone() {
        OverloadTest quiet = new OverloadTest();
        Load light = quiet.light();
        light.offer(0.01, 150 * SECOND);
        quiet.server.runUntil(151 * SECOND);
        return light.p99();
    }

    private SteadyFlood beside(int documentBytes, int documents, long seconds) {
        Load light = light();
        light.offer(0.01, seconds * SECOND);
        Load flood = new Load("flood", documents, documentBytes, 2 * SECOND);
        flood.offer(3, seconds * SECOND);
        server.runUntil((seconds + 1) * SECOND);
        return new SteadyFlood(light);
    }

    private Load light() {
        return new Load("light", 5, DOCUMENT_TOKENS * SteadyServer.BYTES_PER_TOKEN, 2 * SECOND);
    }
}
