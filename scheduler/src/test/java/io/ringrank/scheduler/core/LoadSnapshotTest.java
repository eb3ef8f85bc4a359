// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.core.LoadSnapshot.TextSize;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadSnapshotTest {

    private static final Caller FLOOD = new Caller("flood");
    private static final Caller LIGHT = new Caller("light");
    private static final Caller BATCH = new Caller("batch");
    private static final long SECOND = 1_000_000_000;

    /** A thousand tokens a second; the flood has ten thousand waiting. */
    private final LoadSnapshot busy = new LoadSnapshot(1, 10_000, 0, 0,
            Map.of(JobClass.INTERACTIVE, waiting(FLOOD, 10_000, 1)),
            new TextSize(0.25, 512), 0, 1_000, List.of());

    @Test
    void foresees_nothing_before_it_knows_how_fast_the_engines_are() {
        assertThat(LoadSnapshot.NONE.forecast(JobClass.INTERACTIVE, LIGHT, 100, 100)).isEmpty();
    }

    @Test
    void a_caller_waits_for_what_it_has_waiting_already() {
        assertThat(done(busy, JobClass.INTERACTIVE, FLOOD, 500, 10_000)).isEqualTo(10_500);
    }

    @Test
    void a_caller_that_was_away_goes_before_others_up_to_its_credit() {
        assertThat(done(busy, JobClass.INTERACTIVE, LIGHT, 500, 10_000)).isEqualTo(500);
        // The first second is its own, the rest it shares with the flood.
        assertThat(done(busy, JobClass.INTERACTIVE, LIGHT, 2_000, 10_000)).isEqualTo(3_000);
    }

    @Test
    void who_asks_for_much_shares_with_those_that_wait_and_those_that_will() {
        assertThat(done(busy, JobClass.INTERACTIVE, LIGHT, 20_000, 10_000)).isEqualTo(39_000);
    }

    @Test
    void what_was_claimed_since_counts_against_whoever_asks() {
        assertThat(done(busy, JobClass.INTERACTIVE, FLOOD, 500, 12_000)).isEqualTo(12_500);
        assertThat(done(busy, JobClass.INTERACTIVE, LIGHT, 500, 10_400)).isEqualTo(900);
    }

    @Test
    void interactive_work_overtakes_batch_work_but_for_its_eighth() {
        LoadSnapshot both = new LoadSnapshot(1, 10_000, 0, 0,
                Map.of(JobClass.BATCH, waiting(BATCH, 9_000, 1)),
                new TextSize(0.25, 512), 0, 1_000, List.of());

        // A thousand run, and a thousand are new.
        assertThat(done(both, JobClass.INTERACTIVE, LIGHT, 1_000, 10_000))
                .isBetween(1_000L, 2_000 * 8 / 7L + 1);
        assertThat(done(both, JobClass.BATCH, BATCH, 1_000, 10_000)).isEqualTo(10_000);
    }

    @Test
    void stretches_what_it_foresees_as_far_as_jobs_took_longer_of_late() {
        LoadSnapshot slow = new LoadSnapshot(1, 10_000, 0, 0,
                Map.of(JobClass.INTERACTIVE, waiting(FLOOD, 10_000, 1.5)), busy.text(), 0, 1_000,
                List.of());

        assertThat(done(slow, JobClass.INTERACTIVE, FLOOD, 0, 10_000)).isEqualTo(15_000);
    }

    @Test
    void says_how_long_all_that_waits_will_take() {
        assertThat(busy.forecast(JobClass.INTERACTIVE, LIGHT, 1, 12_000)
                .orElseThrow()
                .backlogNanos()).isEqualTo(12 * SECOND);
    }

    @Test
    void a_pair_has_tokens_by_its_bytes_and_no_more_than_fit_a_row() {
        TextSize text = new TextSize(0.25, 512);

        assertThat(text.pairTokens(200, 200, ScoringOptions.DEFAULT)).isEqualTo(100);
        assertThat(text.pairTokens(0, 0, ScoringOptions.DEFAULT)).isEqualTo(1);
        assertThat(text.pairTokens(4, 1 << 20, ScoringOptions.DEFAULT)).isEqualTo(512);
    }

    @Test
    void a_document_has_no_more_tokens_than_the_request_lets_it_have() {
        TextSize text = new TextSize(0.25, 512);

        assertThat(text.pairTokens(40, 1 << 20,
                new ScoringOptions("", 16, new LongDocument.Truncate()))).isEqualTo(26);
        assertThat(text.pairTokens(40, 1 << 20,
                new ScoringOptions("", 16, new LongDocument.MaxWindow(0, 0)))).isEqualTo(26);
    }

    @Test
    void a_document_in_windows_has_all_its_tokens_up_to_64_windows_and_the_query_in_each() {
        TextSize text = new TextSize(0.25, 512);
        ScoringOptions windows = new ScoringOptions("", 0, new LongDocument.MaxWindow(100, 0));

        assertThat(text.pairTokens(40, 4_000, windows)).isEqualTo(1_000 + 10 * 10);
        assertThat(text.pairTokens(40, 1 << 20, windows)).isEqualTo(64 * 110);
    }

    @Test
    void callers_that_come_back_together_share_what_they_have_credit_for() {
        Map<Caller, ClassLoad.CallerLoad> back = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            back.put(new Caller("caller " + i), new ClassLoad.CallerLoad(300, -1_000));
        }
        LoadSnapshot together = new LoadSnapshot(10, 3_000, 0, 0,
                Map.of(JobClass.INTERACTIVE, new ClassLoad(back, 1_000, 1)), busy.text(), 0, 1_000,
                List.of());

        assertThat(done(together, JobClass.INTERACTIVE, LIGHT, 200, 3_000)).isEqualTo(2_200);
        assertThat(done(together, JobClass.INTERACTIVE, LIGHT, 500, 3_000)).isEqualTo(5_500);
    }

    @Test
    void a_caller_that_has_had_its_share_waits_for_those_that_have_not() {
        ClassLoad load = new ClassLoad(Map.of(FLOOD, new ClassLoad.CallerLoad(10_000, 0), LIGHT,
                new ClassLoad.CallerLoad(0, 700)), 1_000, 1);
        LoadSnapshot after = new LoadSnapshot(1, 10_000, 0, 0,
                Map.of(JobClass.INTERACTIVE, load), busy.text(), 0, 1_000, List.of());

        assertThat(done(after, JobClass.INTERACTIVE, LIGHT, 500, 10_000)).isEqualTo(1_700);
    }

    @Test
    void batch_work_gets_an_eighth_where_interactive_work_has_to_wait() {
        assertThat(done(busy, JobClass.BATCH, BATCH, 100, 10_000)).isEqualTo(800);

        LoadSnapshot lull = new LoadSnapshot(1, 200, 0, 0,
                Map.of(JobClass.INTERACTIVE, waiting(LIGHT, 200, 1)), busy.text(), 0, 1_000,
                List.of());
        assertThat(done(lull, JobClass.BATCH, BATCH, 1_000, 200)).isEqualTo(1_200);
    }

    private static ClassLoad waiting(Caller caller, long tokens, double stretch) {
        return new ClassLoad(Map.of(caller, new ClassLoad.CallerLoad(tokens, 0)), 1_000, stretch);
    }

    /** In tokens, which are milliseconds here. */
    private static long done(LoadSnapshot load, JobClass jobClass, Caller caller, long tokens,
            long claimedNow) {
        return load.forecast(jobClass, caller, tokens, claimedNow).orElseThrow().doneNanos()
                / 1_000_000;
    }
}
