// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.core.LoadSnapshot.Speed;
import io.ringrank.scheduler.core.LoadSnapshot.TextSize;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
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
            Map.of(JobClass.INTERACTIVE, new ClassLoad(Map.of(FLOOD, 10_000L))),
            new TextSize(0.25, 512), 0, new Speed(1_000, 1), List.of());

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
    void nobody_waits_longer_than_for_everything() {
        assertThat(done(busy, JobClass.INTERACTIVE, LIGHT, 20_000, 10_000)).isEqualTo(30_000);
    }

    @Test
    void what_was_claimed_since_counts_against_whoever_asks() {
        assertThat(done(busy, JobClass.INTERACTIVE, FLOOD, 500, 12_000)).isEqualTo(12_500);
        assertThat(done(busy, JobClass.INTERACTIVE, LIGHT, 500, 10_400)).isEqualTo(900);
    }

    @Test
    void interactive_work_overtakes_batch_work_but_for_its_eighth() {
        LoadSnapshot both = new LoadSnapshot(1, 10_000, 0, 0,
                Map.of(JobClass.BATCH, new ClassLoad(Map.of(BATCH, 9_000L))),
                new TextSize(0.25, 512), 0, new Speed(1_000, 1), List.of());

        // A thousand run, and a thousand are new.
        assertThat(done(both, JobClass.INTERACTIVE, LIGHT, 1_000, 10_000))
                .isBetween(1_000L, 2_000 * 8 / 7L + 1);
        assertThat(done(both, JobClass.BATCH, BATCH, 1_000, 10_000)).isEqualTo(10_000);
    }

    @Test
    void stretches_what_it_foresees_as_far_as_jobs_took_longer_of_late() {
        LoadSnapshot slow = new LoadSnapshot(1, 10_000, 0, 0, busy.classes(), busy.text(), 0,
                new Speed(1_000, 1.5), List.of());

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

        assertThat(text.pairTokens(400, ScoringOptions.DEFAULT)).isEqualTo(100);
        assertThat(text.pairTokens(0, ScoringOptions.DEFAULT)).isEqualTo(1);
        assertThat(text.pairTokens(1 << 20, ScoringOptions.DEFAULT)).isEqualTo(512);
    }

    @Test
    void a_document_in_windows_has_all_its_tokens() {
        TextSize text = new TextSize(0.25, 512);
        ScoringOptions windows = new ScoringOptions("", 0, new LongDocument.MaxWindow(0, 0));

        assertThat(text.pairTokens(1 << 20, windows)).isEqualTo(1 << 18);
    }

    /** In tokens, which are milliseconds here. */
    private static long done(LoadSnapshot load, JobClass jobClass, Caller caller, long tokens,
            long claimedNow) {
        return load.forecast(jobClass, caller, tokens, claimedNow).orElseThrow().doneNanos()
                / 1_000_000;
    }
}
