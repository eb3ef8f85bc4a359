// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.natives.EnginePlan.Wishes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Machines that are not here, by what their libraries would say. */
class EnginePlanTest {

    private static final NativeLibrary LIBRARY = NativeLibrary.in(Path.of("/llama"));
    private static final Wishes NONE = new Wishes(EnginePlan.AUTO, 0, 0);
    private static final Device CPU = new Device("CPU", "EPYC", Device.Type.CPU, 0, 0);
    private static final Device BLAS = new Device("BLAS", "", Device.Type.ACCELERATOR, 0, 0);
    private static final Device SMALL = gpu("CUDA0", Device.Type.GPU, 8);
    private static final Device LARGE = gpu("CUDA1", Device.Type.GPU, 80);
    private static final Device SECOND_LARGE = gpu("CUDA2", Device.Type.GPU, 80);
    private static final Device INTEGRATED = gpu("Vulkan0", Device.Type.INTEGRATED_GPU, 96);

    private static Device gpu(String name, Device.Type type, int gibibytes) {
        return new Device(name, "a GPU", type, 1, (long) gibibytes << 30);
    }

    private static EnginePlan plan(int lanesMax, Wishes wishes, int cores, Device... devices) {
        return EnginePlan.of(LIBRARY, facts(lanesMax, devices), wishes, cores).orElseThrow();
    }

    private static NativeFacts facts(int lanesMax, Device... devices) {
        return new NativeFacts("b1", "b1", Optional.empty(), "", lanesMax, List.of(devices));
    }

    @Test
    void a_library_that_may_not_compute_twice_gets_an_engine_for_each_lane() {
        assertThat(plan(1, NONE, 6, CPU)).isEqualTo(
                new EnginePlan(6, Compute.onProcessor(LIBRARY, 1, 512)));
    }

    @Test
    void a_library_without_bound_gets_all_lanes_in_one_engine() {
        assertThat(plan(Integer.MAX_VALUE, NONE, 6, CPU)).isEqualTo(
                new EnginePlan(1, Compute.onProcessor(LIBRARY, 6, 512)));
    }

    @Test
    void lanes_are_shared_out_evenly_where_an_engine_takes_some() {
        assertThat(plan(4, NONE, 6, CPU)).isEqualTo(
                new EnginePlan(2, Compute.onProcessor(LIBRARY, 3, 512)));
        assertThat(plan(4, NONE, 1, CPU).engines()).isEqualTo(1);
    }

    @Test
    void wishes_win_over_cores_and_defaults() {
        assertThat(plan(Integer.MAX_VALUE, new Wishes("cpu", 3, 1024), 16, CPU, LARGE))
                .isEqualTo(new EnginePlan(1, Compute.onProcessor(LIBRARY, 3, 1024)));
    }

    @Test
    void a_gpu_gets_one_engine_with_one_lane_and_large_batches() {
        EnginePlan plan = plan(Integer.MAX_VALUE, NONE, 16, SMALL, CPU);

        assertThat(plan).isEqualTo(
                new EnginePlan(1, new Compute(LIBRARY, "CUDA0", 1, 1, 4096)));
        assertThat(plan.compute().isOnProcessor()).isFalse();
        assertThat(plan(1, new Wishes("auto", 2, 512), 16, SMALL, CPU)).isEqualTo(
                new EnginePlan(2, new Compute(LIBRARY, "CUDA0", 1, 1, 512)));
    }

    @Test
    void the_largest_gpu_is_taken_and_the_first_of_equals() {
        assertThat(device("auto", CPU, SMALL, LARGE, SECOND_LARGE)).contains("CUDA1");
        assertThat(device("auto", CPU, BLAS)).contains("cpu");
        assertThat(device("auto")).contains("cpu");
    }

    @Test
    void an_integrated_gpu_is_taken_only_by_name() {
        assertThat(device("auto", CPU, INTEGRATED)).contains("cpu");
        assertThat(device("Vulkan0", CPU, INTEGRATED)).contains("Vulkan0");
    }

    @Test
    void a_device_that_is_not_there_can_not_be_planned_for() {
        assertThat(device("CUDA7", CPU, SMALL)).isEmpty();
        assertThat(device("BLAS", CPU, BLAS)).as("no model can be loaded into it").isEmpty();
        assertThat(device("CPU", CPU)).contains("cpu");
        assertThat(EnginePlan.of(LIBRARY, facts(1, CPU), new Wishes("CUDA7", 0, 0), 1)).isEmpty();
    }

    private static Optional<String> device(String wish, Device... devices) {
        return EnginePlan.device(List.of(devices), wish);
    }
}
