// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is served when several want more than there is. */
class FairnessTest extends CoreFixture {

    private static final long MILLI = 1_000_000;

    private final FakeEngine single = new FakeEngine(0, 1, 100);
    private final Map<Character, Long> tokensOf = new HashMap<>();

    @Test
    void a_light_caller_waits_for_what_runs_and_not_for_a_flood() {
        up(single);
        from("flood");
        request("flood", documents(400, 24));
        serve(20);

        from("light");
        Ticket light = request("light", "d");
        int batches = serveUntilDone(light);

        assertThat(batches).isLessThanOrEqualTo(3);
    }

    @Test
    void callers_get_the_same_number_of_tokens_though_their_texts_differ() {
        up(single);
        for (int i = 0; i < 15; i++) {
            from("few long");
            request("l" + i, documents(6, 80));
            from("many short");
            request("s" + i, documents(50, 4));
        }

        serve(60);

        double ratio = (double) tokensOf('l') / tokensOf('s');
        assertThat(ratio).isBetween(0.85, 1.18);
    }

    @Test
    void batch_work_moves_on_slowly_beside_interactive_work() {
        up(single);
        for (int i = 0; i < 20; i++) {
            from("one", JobClass.INTERACTIVE);
            request("i" + i, documents(20, 20));
            from("two", JobClass.BATCH);
            request("b" + i, documents(20, 20));
        }

        serve(80);

        double share = (double) tokensOf('b') / (tokensOf('b') + tokensOf('i'));
        assertThat(share).isBetween(0.08, 0.18);
    }

    @Test
    void the_earliest_deadline_of_a_caller_is_next() {
        up(single);
        // It has to learn how many tokens its texts have.
        serveUntilDone(request("before", documents(300, 24)));
        request("far", documents(100, 24));
        serve(3);

        terms = JobTerms.within(TIMEOUT_NANOS / 2);
        Ticket near = request("near", documents(3, 24));
        int batches = serveUntilDone(near);

        assertThat(batches).isLessThanOrEqualTo(8);
    }

    @Test
    void a_pair_hurries_when_somebody_in_a_hurry_joins_it() {
        up(single);
        from("slow", JobClass.BATCH);
        Ticket batch = request("q", documents(200, 24));
        from("other", JobClass.INTERACTIVE);
        request("other", documents(200, 24));
        serve(2);

        from("fast", JobClass.INTERACTIVE);
        Ticket joined = request("q", documents(200, 24)[199]);
        int batches = serveUntilDone(joined);

        assertThat(batches).isLessThanOrEqualTo(4);
        assertThat(batch.isDone()).isFalse();
    }

    @Test
    void a_pair_hurries_when_somebody_joins_it_whose_turn_is_sooner() {
        up(single);
        from("flood");
        String[] documents = documents(800, 24);
        Ticket flood = request("q", documents);
        serve(20);

        from("light");
        Ticket joined = request("q", documents[798], documents[799]);
        int batches = serveUntilDone(joined);

        assertThat(batches).isLessThanOrEqualTo(3);
        assertThat(flood.isDone()).isFalse();
    }

    @Test
    void a_pair_does_not_wait_longer_because_somebody_joins_it_who_has_more_waiting() {
        up(single);
        from("much");
        request("more", documents(650, 24));
        from("some");
        Ticket some = request("q", documents(200, 24));
        serve(20);

        from("much");
        request("q", documents(200, 24)[198], documents(200, 24)[199]);
        int batches = serveUntilDone(some);

        // Three pairs a batch, and every other batch is the other one's.
        assertThat(batches).isLessThan(2 * 200 / 3 + 10);
    }

    @Test
    void callers_share_what_is_tokenised_ahead() {
        for (int i = 0; i < 8; i++) {
            from("caller " + i);
            request("q" + i, documents(50, 24));
        }
        up(single);
        while (!single.tokenizing.isEmpty()) {
            answer(single.tokenized());
        }
        now += 5 * MILLI;
        core.onTick(now);

        // Eight batches, and what was begun is tokenised whole.
        assertThat(core.load().readyTokens()).isBetween(600L, 1_200L);
    }

    @Test
    void a_pair_takes_the_share_of_who_is_left_when_its_bringer_leaves() {
        up(single);
        from("first");
        Ticket bringer = request("q", documents(100, 24));
        from("second");
        Ticket joiner = request("q", documents(100, 24));

        bringer.cancel();
        core.onCancel(now);
        from("third");
        request("other", documents(100, 24));
        serve(45);

        assertThat(failure(bringer)).isEqualTo(new Failure.Cancelled());
        // The second caller shares with the third, so both move on.
        assertThat(tokensOf('q')).isGreaterThan(500);
        assertThat(tokensOf('o')).isGreaterThan(500);
        serveUntilDone(joiner);
        assertThat(documents(joiner)).hasSize(100);
    }

    @Test
    void a_flood_of_large_texts_does_not_hold_up_the_tokenizer() {
        up(single);
        from("flood");
        request("flood", documents(4, 20_000));

        from("light");
        request("light", "d");

        assertThat(single.tokenizing).as("calls out").hasSizeLessThanOrEqualTo(3);
        assertThat(single.tokenizing).anyMatch(call -> call.query().equals("light"));
    }

    private long tokensOf(char query) {
        return tokensOf.getOrDefault(query, 0L);
    }

    private void from(String name) {
        from(name, JobClass.INTERACTIVE);
    }

    private void from(String name, JobClass jobClass) {
        caller = new Caller(name);
        terms = JobTerms.within(TIMEOUT_NANOS).ofClass(jobClass);
    }

    private void serve(int batches) {
        for (int i = 0; i < batches; i++) {
            serve();
        }
    }

    private int serveUntilDone(Ticket ticket) {
        int batches = 0;
        while (!ticket.isDone()) {
            serve();
            batches++;
        }
        return batches;
    }

    /** One batch comes back, after all calls to tokenise. */
    private void serve() {
        while (!single.tokenizing.isEmpty()) {
            answer(single.tokenized());
        }
        FakeEngine.Score batch = single.scoring.getFirst();
        batch.batch()
                .forEach(pair -> tokensOf.merge((char) pair.prefix().at(0),
                        (long) pair.tokens(), Long::sum));
        now += 10 * MILLI;
        answer(single.scoredIn(10 * MILLI));
        now += 5 * MILLI;
        core.onTick(now);
    }
}
