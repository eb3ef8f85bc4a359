// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairLengthTest {

    private static final NativeLibrary LIBRARY = NativeLibrary.in(Path.of("/natives"));

    private static ModelSummary model(int contextTokens) {
        return new ModelSummary("bert", ModelFamily.BERT, "",
                List.of(new ModelSummary.TypeTotal(GgmlType.Q8_0, 100, 1 << 24, 1 << 24, 1 << 23)),
                new ModelSummary.Shape(6, 384, 1536, 12, 12, 32, contextTokens),
                new ModelSummary.Vocabulary("bert", 30_522, 0, 0, ""),
                new ModelSummary.Head(Optional.empty(), true, List.of(), false), List.of());
    }

    private static Compute compute(int wish, long bytesMax, EnginePlan plan, int trained) {
        return new PairLength(wish, LlamaGeneration.V0_5_0, bytesMax).compute(plan,
                model(trained));
    }

    private static final EnginePlan PROCESSOR =
            new EnginePlan(2, Compute.onProcessor(LIBRARY, 4, 512));

    @Test
    void a_batch_holds_the_longest_pair() {
        Compute compute = compute(0, 1L << 40, PROCESSOR, 2_048);

        assertThat(compute.tokensPerPair()).isEqualTo(2_048);
        assertThat(compute.tokensPerBatch()).isEqualTo(2_048);
    }

    @Test
    void a_short_pair_leaves_batches_as_they_were() {
        Compute compute = compute(0, 1L << 40, PROCESSOR, 128);

        assertThat(compute.tokensPerPair()).isEqualTo(128);
        assertThat(compute.tokensPerBatch()).isEqualTo(512);
    }

    @Test
    void an_operator_gets_the_length_that_was_asked_for_whatever_it_takes() {
        assertThat(compute(8_192, 1, PROCESSOR, 8_192).tokensPerPair()).isEqualTo(8_192);
        assertThat(compute(8_192, 1, PROCESSOR, 4_096).tokensPerPair()).isEqualTo(4_096);
        assertThat(compute(0, 1, PROCESSOR, 4_096).tokensPerPair()).isEqualTo(512);
    }

    @Test
    void a_gpu_takes_pairs_as_long_as_its_batches() {
        EnginePlan gpu = new EnginePlan(1, new Compute(LIBRARY, "CUDA0", 1, 1, 4_096));

        assertThat(compute(0, 1, gpu, 8_192)).isEqualTo(gpu.compute());
        assertThat(compute(0, 1, gpu, 512).tokensPerPair()).isEqualTo(512);
    }

    @Test
    void deployments_share_half_of_the_memory() {
        PairLength one = PairLength.ofThisMachine(0, "b4916", 1);
        PairLength ofTwo = PairLength.ofThisMachine(0, "b4916", 2);

        assertThat(one.generation()).isEqualTo(LlamaGeneration.B4916);
        assertThat(ofTwo.bytesMax()).isPositive().isEqualTo(one.bytesMax() / 2);
    }
}
