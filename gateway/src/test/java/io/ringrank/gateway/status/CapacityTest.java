// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.pair.ScoringProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CapacityTest {

    private static final Offset<Double> CLOSE = Offset.offset(0.01);

    /** Each lane scores a pair of 128 tokens in 1.28 ms. */
    private static final double PER_LANE = 781.25;

    private static LoadSnapshot load(EngineDevice device, int lanes) {
        EngineFacts facts = new EngineFacts(new ScoringProfile("f00d", "bert/1", "0.5.0"), lanes,
                128, 128, 1, device, false);
        LoadSnapshot none = LoadSnapshot.NONE;
        return new LoadSnapshot(0, 0, 0, 0, Map.of(), none.text(), 0, none.tokensPerSecond(),
                List.of(new EngineLoad(0, facts, 0, 0, 0,
                        Optional.of(new LearnedCost(0, 10_000, 0, 128)))));
    }

    private static final EngineDevice PROCESSOR = EngineDevice.processor("Some Processor");

    @Test
    void is_that_of_all_lanes_where_each_has_a_core() {
        assertThat(Capacity.pairsPerSecond(List.of(load(PROCESSOR, 2), load(PROCESSOR, 1)), 4))
                .isCloseTo(3 * PER_LANE, CLOSE);
    }

    @Test
    void is_that_of_the_cores_where_more_lanes_share_them() {
        assertThat(Capacity.pairsPerSecond(List.of(load(PROCESSOR, 2), load(PROCESSOR, 2)), 2))
                .isCloseTo(2 * PER_LANE, CLOSE);
    }

    @Test
    void counts_a_gpu_beside_the_cores() {
        assertThat(Capacity.pairsPerSecond(
                List.of(load(EngineDevice.gpu("Some GPU"), 1), load(PROCESSOR, 4)), 2))
                .isCloseTo(3 * PER_LANE, CLOSE);
    }

    @Test
    void is_nothing_before_anything_is_known() {
        assertThat(Capacity.pairsPerSecond(List.of(LoadSnapshot.NONE), 2)).isZero();
        assertThat(Capacity.pairsPerSecond(List.of(), 2)).isZero();
    }
}
