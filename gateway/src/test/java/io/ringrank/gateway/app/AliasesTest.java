// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.Submission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A name that moves from one deployment to another. */
class AliasesTest {

    private static final RerankTarget.State READY = new RerankTarget.State.Ready();
    private static final RerankTarget.State COMING = new RerankTarget.State.NotReady("it loads");

    private final Target old = new Target("old", READY);
    private final Target fresh = new Target("fresh", COMING);
    private final Aliases aliases = new Aliases();

    private RerankTarget live(String wanted) {
        return Objects.requireNonNull(
                aliases.lead(Map.of("live", wanted), Map.of("old", old, "fresh", fresh))
                        .get("live"));
    }

    @Test
    void stays_where_it_was_until_the_new_one_answers() {
        assertThat(live("old")).isEqualTo(old);

        assertThat(live("fresh")).isEqualTo(old);
        Target loaded = new Target("fresh", READY);
        assertThat(aliases.lead(Map.of("live", "fresh"), Map.of("old", old, "fresh", loaded)))
                .containsEntry("live", loaded);
        assertThat(live("fresh")).as("it doesn't go back").isEqualTo(fresh);
    }

    @Test
    void goes_at_once_where_the_old_one_does_not_answer_either() {
        assertThat(live("fresh")).as("it was nowhere").isEqualTo(fresh);

        Target stopped = new Target("old", new RerankTarget.State.Stopped());
        Aliases others = new Aliases();
        others.lead(Map.of("live", "old"), Map.of("old", old));
        assertThat(others.lead(Map.of("live", "fresh"), Map.of("old", stopped, "fresh", fresh)))
                .containsEntry("live", fresh);
    }

    @Test
    void ends_with_its_deployment() {
        assertThat(aliases.lead(Map.of("live", "old"), Map.of("old", old))).hasSize(1);

        assertThat(aliases.lead(Map.of("live", "old"), Map.of())).isEmpty();
        assertThat(aliases.lead(Map.of(), Map.of("old", old))).isEmpty();
    }

    private record Target(String name, RerankTarget.State state) implements RerankTarget {

        @Override
        public String stateWord() {
            return "";
        }

        @Override
        public TargetDetails details() {
            return new TargetDetails(List.of(), LoadSnapshot.NONE, 0, 0, Optional.empty());
        }

        @Override
        public Submission submit(RerankJob job) {
            throw new UnsupportedOperationException("nobody asks");
        }
    }
}
