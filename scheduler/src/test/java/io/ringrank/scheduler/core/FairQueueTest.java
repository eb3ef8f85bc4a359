// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.PairKey;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.Ticket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final int DOCUMENT_COST = 64;

    private final FairQueue<Pending> queue = new FairQueue<>();
    private final Map<String, Long> served = new HashMap<>();
    private long sequence;

    @Test
    void gives_callers_that_always_have_work_the_same_however_large_their_pieces_are() {
        Work large = work("large", JobClass.INTERACTIVE, 1_000);
        Work small = work("small", JobClass.INTERACTIVE, 1_000);
        add(large, 200, 10_000);
        add(small, 20_000, 36);

        while (small.untokenized.size() > 5_000 && large.untokenized.size() > 5) {
            serve();
        }

        assertThat(of("large") - of("small")).isBetween(-10_064L, 10_064L);
    }

    @Test
    void a_caller_that_asks_for_little_goes_first_beside_one_that_always_has_work() {
        queue.setCredit(5_000);
        add(work("flood", JobClass.INTERACTIVE, 1_000), 1_000, 936);
        serve(100);

        add(work("light", JobClass.INTERACTIVE, 1_000), 5, 936);
        serve(5);

        assertThat(of("light")).isEqualTo(5_000);
    }

    @Test
    void a_request_that_has_begun_is_done_before_others_like_it_begin() {
        queue.setQuantum(100_000);
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            works.add(sized("caller " + i, 10 * 1_000));
            add(works.getLast(), 10, 936);
        }
        serve(5);
        works.add(sized("caller 3", 10 * 1_000));
        add(works.getLast(), 10, 936);

        serve(25);

        assertThat(works.stream().map(work -> work.untokenized.size())).containsExactly(0, 0, 0,
                10);
    }

    @Test
    void a_small_request_is_done_before_a_large_one_that_has_not_begun() {
        queue.setQuantum(100_000);
        add(sized("first", 10 * 1_000), 10, 936);
        serve();
        add(sized("large", 10 * 1_000), 10, 936);
        add(sized("small", 2 * 1_000), 2, 936);

        serve(11);

        assertThat(of("small")).isEqualTo(2_000);
        assertThat(of("large")).isZero();
    }

    @Test
    void a_large_request_takes_turns_after_its_quantum() {
        queue.setQuantum(5_000);
        add(sized("large", 100 * 1_000), 100, 936);
        add(sized("other", 100 * 1_000), 100, 936);

        for (int i = 0; i < 100; i++) {
            serve();
            assertThat(Math.abs(of("large") - of("other"))).isLessThanOrEqualTo(6_000);
        }
    }

    @Test
    void whoever_comes_gets_no_more_than_a_share_while_others_wait() {
        queue.setQuantum(10_000);
        Work served = sized("served", 10 * 1_000);
        add(served, 10, 936);
        add(sized("other", 10 * 1_000), 10, 936);
        serve(10);
        add(served, 10, 936);

        int newcomers = 0;
        while (!served.untokenized.isEmpty()) {
            add(sized("newcomer " + newcomers++, 10 * 1_000), 10, 936);
            serve(10);
        }

        // It was served once more than those that had nothing yet, and they took their turn.
        assertThat(newcomers).isBetween(2, 5);
    }

    @Test
    void nobody_saves_up_more_than_the_credit() {
        queue.setCredit(5_000);
        add(work("flood", JobClass.INTERACTIVE, 1_000), 1_000, 936);
        add(work("light", JobClass.INTERACTIVE, 1_000), 1, 936);
        serve(300);

        add(work("light", JobClass.INTERACTIVE, 1_000), 100, 936);
        long flood = of("flood");
        long light = of("light");
        serve(25);

        assertThat(of("light") - light).isEqualTo(15_000);
        assertThat(of("flood") - flood).isEqualTo(10_000);
    }

    @Test
    void who_comes_back_at_once_has_no_new_credit() {
        queue.setCredit(5_000);
        add(work("steady", JobClass.INTERACTIVE, 1_000), 1_000, 936);
        add(work("flapping", JobClass.INTERACTIVE, 1_000), 1, 936);
        for (int i = 0; i < 400; i++) {
            Work next = serve();
            if (next.caller.id().equals("flapping") && next.untokenized.isEmpty()) {
                add(work("flapping", JobClass.INTERACTIVE, 1_000), 1, 936);
            }
        }

        assertThat(of("flapping") - of("steady")).isBetween(-1_000L, 6_000L);
    }

    @Test
    void the_batch_class_gets_an_eighth_beside_interactive_work() {
        add(work("a", JobClass.INTERACTIVE, 1_000), 1_000, 36);
        add(work("b", JobClass.BATCH, 1_000), 1_000, 36);

        serve(800);

        assertThat(of("a")).isEqualTo(7 * of("b"));
    }

    @Test
    void the_batch_class_gets_everything_when_it_is_alone_and_owes_nothing_for_it() {
        add(work("b", JobClass.BATCH, 1_000), 2_000, 36);
        serve(1_000);
        add(work("a", JobClass.INTERACTIVE, 1_000), 1_000, 36);
        long before = of("b");

        serve(800);

        assertThat(of("b") - before).isBetween(9_900L, 10_100L);
    }

    @Test
    void a_caller_shares_in_each_class_on_its_own() {
        add(work("a", JobClass.INTERACTIVE, 1_000), 1_000, 36);
        add(work("a", JobClass.BATCH, 1_000), 1_000, 36);
        add(work("b", JobClass.BATCH, 1_000), 1_000, 36);

        serve(800);

        assertThat(of("b")).isBetween(4_900L, 5_100L);
    }

    @Test
    void inside_a_callers_share_the_earliest_deadline_is_next() {
        Work late = work("a", JobClass.INTERACTIVE, 3_000);
        Work early = work("a", JobClass.INTERACTIVE, 1_000);
        Work between = work("a", JobClass.INTERACTIVE, 2_000);
        add(late, 1, 10);
        add(early, 2, 10);
        add(between, 1, 10);

        assertThat(List.of(serve(), serve(), serve(), serve())).containsExactly(early, early,
                between, late);
    }

    @Test
    void passes_over_those_that_are_not_wanted_now() {
        add(work("a", JobClass.INTERACTIVE, 1_000), 1, 10);
        add(work("b", JobClass.BATCH, 1_000), 1, 10);

        FairQueue<Pending>.Flow next =
                Objects.requireNonNull(queue.next(work -> work.caller.id().equals("b")));

        assertThat(next.work.caller.id()).isEqualTo("b");
        assertThat(queue.next(_ -> false)).isNull();
    }

    @Test
    void counts_what_waits_and_forgets_what_leaves() {
        Work work = work("a", JobClass.INTERACTIVE, 1_000);
        add(work, 3, 10);
        assertThat(queue.weight()).isEqualTo(30);
        assertThat(queue.callers(JobClass.INTERACTIVE)).isEqualTo(1);

        while (!work.untokenized.isEmpty()) {
            PendingQueue.leave(Objects.requireNonNull(work.untokenized.first()));
        }

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.weight()).isZero();
        assertThat(queue.callers(JobClass.INTERACTIVE)).isZero();
        assertThat(queue.next(_ -> true)).isNull();
    }

    @Test
    void remembers_a_bounded_number_of_callers_and_serves_any() {
        queue.setCredit(1L << 40);
        for (int i = 0; i < 10_000; i++) {
            serveOnce("caller " + i);
        }
        assertThat(queue.isEmpty()).isTrue();
        List<Caller> remembered = new ArrayList<>();
        queue.forEachLag(JobClass.INTERACTIVE, (caller, _) -> remembered.add(caller));
        assertThat(remembered).hasSize(1_024).last().isEqualTo(new Caller("caller 9999"));
    }

    @Test
    void a_caller_with_open_requests_is_not_forgotten_and_so_has_one_share() {
        Work first = work("busy", JobClass.INTERACTIVE, 1_000);
        for (int i = 0; i < 10_000; i++) {
            serveOnce("caller " + i);
        }
        Work second = work("busy", JobClass.INTERACTIVE, 2_000);
        add(first, 100, 36);
        add(second, 100, 36);
        add(work("other", JobClass.INTERACTIVE, 1_000), 200, 36);

        serve(100);

        assertThat(of("busy")).isBetween(4_900L, 5_100L);
    }

    @Test
    void stays_fair_whoever_comes_and_goes() {
        SplittableRandom random = new SplittableRandom(3);
        queue.setCredit(20_000);
        Map<String, Work> always = new HashMap<>();
        for (String name : List.of("a", "b", "c")) {
            always.put(name, work(name, JobClass.INTERACTIVE, 1_000));
        }
        for (int i = 0; i < 50_000; i++) {
            always.values().forEach(work -> {
                if (work.untokenized.size() < 5) {
                    add(work, 5, random.nextInt(2_000));
                }
            });
            if (random.nextInt(50) == 0) {
                add(work("guest " + random.nextInt(20), JobClass.INTERACTIVE, 1_000),
                        1 + random.nextInt(30), random.nextInt(500));
            }
            serve();
            assertThat(Math.abs(of("a") - of("b"))).isLessThan(5_000);
            assertThat(Math.abs(of("a") - of("c"))).isLessThan(5_000);
        }
    }

    /** Of which is known how much it will have altogether. */
    private Work sized(String caller, int bytes) {
        return work(caller, JobClass.INTERACTIVE, 1_000, new byte[bytes]);
    }

    /** Of which nothing is known, so that every piece is served for itself. */
    private Work work(String caller, JobClass jobClass, long timeoutNanos) {
        return work(caller, jobClass, timeoutNanos, new byte[0]);
    }

    private Work work(String caller, JobClass jobClass, long timeoutNanos, byte[] query) {
        PairRequest request = new PairRequest(new Ticket(1, () -> {}), new Caller(caller), query,
                ScoringOptions.DEFAULT, List.of(),
                JobTerms.within(timeoutNanos).ofClass(jobClass), 0, 0);
        return new Work(request, sequence++, queue, new FairQueue<>());
    }

    private static void add(Work work, int pieces, int bytes) {
        for (int i = 0; i < pieces; i++) {
            work.untokenized.add(new Pending(
                    new PairRequest.MissedPair(0, new PairKey(0, i), new byte[bytes], bytes), work,
                    0));
        }
    }

    private void serveOnce(String caller) {
        Work work = work(caller, JobClass.INTERACTIVE, 1_000);
        add(work, 1, 10);
        assertThat(serve()).isSameAs(work);
        work.close();
    }

    private void serve(int count) {
        for (int i = 0; i < count; i++) {
            serve();
        }
    }

    private Work serve() {
        FairQueue<Pending>.Flow flow = Objects.requireNonNull(queue.next(_ -> true));
        Pending next = Objects.requireNonNull(flow.first());
        flow.take(next);
        served.merge(flow.work.caller.id(), next.weight() + DOCUMENT_COST, Long::sum);
        return flow.work;
    }

    private long of(String caller) {
        return served.getOrDefault(caller, 0L);
    }
}
