// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.gguf.GgufWriter;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.gateway.app.ModelFiles.Found;
import io.ringrank.gateway.app.ModelFiles.GoodFile;
import io.ringrank.gateway.app.ModelFiles.RefusedFile;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.download.Heard;
import io.ringrank.gateway.download.LoneStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {

    private static final DeploymentSpec BUILTIN = new DeploymentSpec("builtin", "builtin");

    @TempDir
    private Path directory;

    private Found find(DeploymentSpec spec, LlamaGeneration generation, String device, int kib)
            throws Exception {
        return find(files(generation, kib), spec, device);
    }

    private Found find(ModelFiles files, DeploymentSpec spec, String device) throws Exception {
        EnginePlan plan = new EnginePlan(2,
                new Compute(NativeLibrary.jllama(directory), device, 1, 1, 512));
        return files.find(spec.source(), plan, new Heard());
    }

    private ModelFiles files(LlamaGeneration generation, int kib) throws Exception {
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/meminfo"), "MemAvailable: " + kib + " kB\n");
        return new ModelFiles(directory, DoctorOptions.STRICT, generation,
                new MemoryBudget(new AvailableMemory(root)),
                new PairLength(0, Long.MAX_VALUE), LoneStore.in(directory));
    }

    @Test
    void lets_a_sound_file_through_that_fits() throws Exception {
        assertThat(find(BUILTIN, LlamaGeneration.B4916, "cpu", 1_000_000))
                .isInstanceOfSatisfying(GoodFile.class, good -> {
                    assertThat(good.summary().name()).isEqualTo("ringrank-builtin");
                    assertThat(good.memory()).hasValueSatisfying(
                            memory -> assertThat(memory.engines()).isEqualTo(2));
                });
    }

    @Test
    void refuses_what_does_not_fit_and_says_what_would() throws Exception {
        assertThat(find(BUILTIN, LlamaGeneration.B4916, "cpu", 300_000)).isInstanceOfSatisfying(
                RefusedFile.class, refused -> assertThat(refused.reasons()).singleElement()
                        .asString()
                        .endsWith("0.29 GiB are available: 1 lane (engine.lanes) would fit"));
        assertThat(find(BUILTIN, LlamaGeneration.B4916, "cpu", 1000)).isInstanceOfSatisfying(
                RefusedFile.class, refused -> assertThat(refused.reasons()).singleElement()
                        .asString()
                        .endsWith("free memory, or choose a smaller file"));
    }

    @Test
    void counts_what_others_that_start_were_promised_until_they_have_it() throws Exception {
        ModelFiles files = files(LlamaGeneration.B4916, 600_000);
        Found first = find(files, BUILTIN, "cpu");

        assertThat(find(files, BUILTIN, "cpu")).isInstanceOf(RefusedFile.class);

        assertThat(first).isInstanceOfSatisfying(GoodFile.class, good -> {
            good.claims().memory().close();
            good.claims().memory().close();
        });
        assertThat(find(files, BUILTIN, "cpu")).isInstanceOf(GoodFile.class);
        assertThat(find(files, BUILTIN, "cpu")).isInstanceOf(RefusedFile.class);
    }

    @Test
    void leaves_a_gpu_to_its_own_memory() throws Exception {
        assertThat(find(BUILTIN, LlamaGeneration.V0_5_0, "CUDA0", 1000))
                .isInstanceOfSatisfying(GoodFile.class,
                        good -> assertThat(good.memory()).isEmpty());
    }

    @Test
    void refuses_what_the_library_does_not_know() throws Exception {
        DeploymentSpec modern =
                new DeploymentSpec("modern", modernBert(directory.resolve("m.gguf")).toString());

        assertThat(find(modern, LlamaGeneration.B4916, "cpu", 1_000_000)).isInstanceOfSatisfying(
                RefusedFile.class, refused -> assertThat(refused.reasons()).containsExactly(
                        "it has the architecture modern-bert, which llama.cpp b4916 doesn't know:"
                                + " fetch a newer one with ./ringrank natives install cpu"));
        assertThat(find(modern, LlamaGeneration.V0_5_0, "cpu", 1_000_000))
                .isInstanceOf(GoodFile.class);
    }

    private static Path modernBert(Path file) throws Exception {
        GgufWriter gguf = new GgufWriter().putString("general.architecture", "modern-bert")
                .putUint32("modern-bert.block_count", 2)
                .putUint32("modern-bert.context_length", 64)
                .putUint32("modern-bert.embedding_length", 32)
                .putUint32("modern-bert.feed_forward_length", 32)
                .putUint32("modern-bert.attention.head_count", 2)
                .putFloat32("modern-bert.attention.layer_norm_epsilon", 1e-5f)
                .putBoolean("modern-bert.attention.causal", false)
                .putUint32("modern-bert.attention.sliding_window", 16)
                .putFloat32("modern-bert.rope.freq_base", 160_000)
                .putString("tokenizer.ggml.model", "gpt2")
                .putString("tokenizer.ggml.pre", "gpt-2")
                .putStrings("tokenizer.ggml.tokens", List.of("[CLS]", "[SEP]", "a", "b"))
                .putStrings("tokenizer.ggml.merges", List.of())
                .putUint32("tokenizer.ggml.bos_token_id", 0)
                .putUint32("tokenizer.ggml.eos_token_id", 1)
                .putUint32("tokenizer.ggml.seperator_token_id", 1);
        tensor(gguf, "token_embd.weight", 32, 4);
        for (String norm : List.of("token_embd_norm", "output_norm", "blk.1.attn_norm",
                "cls.norm")) {
            tensor(gguf, norm + ".weight", 32);
        }
        for (String block : List.of("blk.0.", "blk.1.")) {
            tensor(gguf, block + "ffn_norm.weight", 32);
            tensor(gguf, block + "attn_qkv.weight", 32, 96);
            tensor(gguf, block + "attn_output.weight", 32, 32);
            tensor(gguf, block + "ffn_up.weight", 32, 64);
            tensor(gguf, block + "ffn_down.weight", 32, 32);
        }
        tensor(gguf, "cls.weight", 32, 32);
        tensor(gguf, "cls.output.weight", 32, 1);
        gguf.writeTo(file);
        return file;
    }

    private static void tensor(GgufWriter gguf, String name, long... shape) {
        gguf.tensor(name, TensorType.F32, (row, into) -> Arrays.fill(into, 1), shape);
    }
}
