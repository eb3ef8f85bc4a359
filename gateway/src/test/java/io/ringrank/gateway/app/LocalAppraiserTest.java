// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Unusable;
import io.ringrank.gateway.hub.Appraiser.Usable;
import io.ringrank.gateway.hub.SmallModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a remote file would be worth here, by the real doctor and the real estimate. */
class LocalAppraiserTest {

    @TempDir
    private Path directory;
    private byte[] file;

    @BeforeEach
    void write() throws IOException {
        file = SmallModel.bytes(TensorType.Q8_0, 1);
    }

    private RingrankConfig config(String natives, int lanes) {
        return WholeServer.config(directory,
                Map.of("engine.natives", natives, "engine.lanes", Integer.toString(lanes)));
    }

    private static Appraisal appraise(LocalAppraiser appraiser, byte[] head, long bytes)
            throws IOException {
        return appraiser.appraise(Channels.newChannel(new ByteArrayInputStream(head)), bytes);
    }

    private Usable usable(LocalAppraiser appraiser) throws IOException {
        return (Usable) appraise(appraiser, file, file.length);
    }

    @Test
    void the_head_is_enough() throws IOException {
        LocalAppraiser appraiser = LocalAppraiser.untried(config("cpu", 1), 1);
        // The tensors of so small a model begin before the second half.
        byte[] head = Arrays.copyOf(file, file.length / 2);

        assertThat(appraise(appraiser, head, file.length)).isEqualTo(usable(appraiser));
        assertThat(usable(appraiser).architecture()).isEqualTo("bert");
        assertThat(usable(appraiser).type()).isEqualTo("Q8_0");
    }

    @Test
    void more_lanes_take_more_memory_and_engines_of_their_own_most() throws IOException {
        long one = usable(LocalAppraiser.untried(config("cpu", 1), 4)).memoryBytes();
        long four = usable(LocalAppraiser.untried(config("cpu", 0), 4)).memoryBytes();
        long engines = usable(LocalAppraiser.untried(config("jllama", 0), 4)).memoryBytes();

        assertThat(one).isGreaterThan(file.length).isLessThan(four);
        assertThat(four).isLessThan(engines);
    }

    @Test
    void what_the_doctor_refuses_is_not_usable() throws IOException {
        byte[] spoilt = file.clone();
        spoilt[0] = 'X';

        assertThat(appraise(LocalAppraiser.untried(config("cpu", 1), 1), spoilt, file.length))
                .isInstanceOfSatisfying(Unusable.class,
                        unusable -> assertThat(unusable.reasons()).isNotEmpty());
    }

    @Test
    void a_gpu_is_measured_by_its_own_memory() throws IOException {
        LocalAppraiser appraiser = onGpu(7L << 30);

        assertThat(appraiser.isOnProcessor()).isFalse();
        assertThat(appraiser.availableBytes()).hasValue(7L << 30);
        assertThat(usable(appraiser).memoryBytes()).isGreaterThan(file.length);
    }

    @Test
    void a_gpu_that_does_not_tell_its_memory_is_trusted() {
        assertThat(onGpu(0).availableBytes()).isEmpty();
    }

    private LocalAppraiser onGpu(long freeBytes) {
        NativeFacts facts = new NativeFacts("0.5.0", "0.5.0", Optional.empty(), "", 256,
                List.of(new Device("CUDA0", "a card", Device.Type.GPU, freeBytes, 8L << 30)));
        EnginePlan plan = new EnginePlan(1,
                new Compute(NativeLibrary.jllama(directory), "CUDA0", 1, 1, 4096));
        return LocalAppraiser.of(config("cuda", 0), facts, plan,
                new MemoryBudget(AvailableMemory.ofThisMachine()));
    }
}
