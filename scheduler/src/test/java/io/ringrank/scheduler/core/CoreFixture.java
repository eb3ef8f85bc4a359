// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.cache.ScoreCache;
import io.ringrank.scheduler.core.PairRequest.MissedPair;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.PairKeys;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.AdmissionCredits;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.RerankOutcome;
import io.ringrank.scheduler.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A core with its surroundings, a clock moved by hand and short ways to say things. */
abstract class CoreFixture {

    static final long TIMEOUT_NANOS = Duration.ofSeconds(30).toNanos();
    static final int PAIRS_MAX = 1000;
    static final int BYTES_MAX = 100_000;

    final ScoreCache cache = new ScoreCache(1 << 20, Duration.ZERO, () -> 0);
    final AdmissionCredits credits = new AdmissionCredits(PAIRS_MAX, BYTES_MAX);
    final List<SchedulerListener.BatchReport> reports = new ArrayList<>();
    final List<Readiness> readinesses = new ArrayList<>();
    final SchedulerListener listener = new SchedulerListener() {
        @Override
        public void onBatch(BatchReport report) {
            reports.add(report);
        }

        @Override
        public void onFault(Throwable fault) {
            throw new AssertionError("the scheduler failed on an event", fault);
        }

        @Override
        public void onReadiness(Readiness readiness) {
            readinesses.add(readiness);
        }
    };
    final SchedulerCore core = new SchedulerCore(1, cache, credits, Map.of(), listener);
    final FakeEngine engine = new FakeEngine(0, 2, 100);
    /** Of the requests that are made next. */
    Caller caller = new Caller("c");
    JobTerms terms = JobTerms.within(TIMEOUT_NANOS);

    final PairKeys keys = new PairKeys(new byte[16]);
    long now = 1_000;

    void up(FakeEngine some) {
        answer(some.up());
    }

    void answer(EngineAnswer answer) {
        core.onAnswer(answer, now);
    }

    void scoreAll(FakeEngine some) {
        while (!some.scoring.isEmpty() || !some.tokenizing.isEmpty()) {
            answer(some.scoring.isEmpty() ? some.tokenized() : some.scored());
        }
    }

    Ticket request(String query, String... documents) {
        return request(ScoringOptions.DEFAULT, query, documents);
    }

    Ticket request(ScoringOptions options, String query, String... documents) {
        Ticket ticket = new Ticket(documents.length, () -> {});
        PairKeys.ForQuery ofQuery = keys.forQuery(FakeEngine.PROFILE,
                options, bytes(query));
        List<MissedPair> pairs = new ArrayList<>();
        for (int i = 0; i < documents.length; i++) {
            byte[] document = bytes(documents[i]);
            PairKey key = ofQuery.key(document);
            pairs.add(new MissedPair(i, key, document, query.length() + document.length));
        }
        PairRequest request = new PairRequest(ticket, caller, bytes(query),
                options, pairs, terms, now, 0);
        assertThat(credits.tryClaim(pairs.size(), request.bytes(), request.tokens())).isTrue();
        core.onRequest(request, now);
        return ticket;
    }

    static String[] documents(int count, int length) {
        String[] documents = new String[count];
        for (int i = 0; i < count; i++) {
            documents[i] = String.format("%0" + length + "d", i);
        }
        return documents;
    }

    void assertThatNobodyWaits() {
        assertThat(credits.pairsLeft()).isEqualTo(PAIRS_MAX);
        assertThat(credits.bytesLeft()).isEqualTo(BYTES_MAX);
    }

    void assertThatNothingIsOpen() {
        assertThatNobodyWaits();
        assertThat(credits.tokensClaimed()).as("tokens that wait or run").isZero();
    }

    static RerankOutcome outcome(Ticket ticket) {
        return ticket.outcome().toCompletableFuture().resultNow();
    }

    static List<DocumentOutcome> documents(Ticket ticket) {
        return ((RerankOutcome.Answered) outcome(ticket)).documents();
    }

    static List<Float> scores(Ticket ticket) {
        return documents(ticket).stream()
                .map(document -> ((DocumentOutcome.Scored) document).score().raw())
                .toList();
    }

    static Failure failure(Ticket ticket) {
        return ((RerankOutcome.Failed) outcome(ticket)).failure();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
