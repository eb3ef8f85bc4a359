// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Contexts of one process that compute at the same time, against one alone. With b4916 in its place,
 * every eighth score of the F32 model comes out wrong, and {@link LlamaAbi#computingContextsMax} is 1
 * there; 0.5.0 was let run for 21,600 batches once, and gave none.
 */
class ContextsAtOnceTest {
    private static final int CONTEXTS = 3;
    private static final int BATCHES = 40;
    private static final int ROUNDS = 4;
    private static final ContextOptions OPTIONS = new ContextOptions(256, 32, 1);

    @TempDir
    private static Path directory;

    /** Ids of the sequences of a batch. */
    private record Batch(List<int[]> sequences) {

        static Batch random(Random random) {
            List<int[]> sequences = new ArrayList<>();
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                sequences.add(random.ints(2 + random.nextInt(TinyBert.CONTEXT_TOKENS - 12),
                        TinyBert.FIRST_WORD, TinyBert.id("poison")).toArray());
            }
            return new Batch(sequences);
        }

        float[] score(LlamaContext context) throws NativeCallException {
            context.clearBatch();
            float[] scores = new float[sequences.size()];
            for (int i = 0; i < scores.length; i++) {
                context.add(sequences.get(i), 0, i);
            }
            context.computeBatch();
            for (int i = 0; i < scores.length; i++) {
                scores[i] = context.rank(i);
            }
            return scores;
        }
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void compute_the_very_scores_of_one_alone(TensorType type) throws Exception {
        Path file = new TinyBert().wide(type).write(directory.resolve(type + ".gguf"));
        List<Batch> batches = new Random(type.code()).ints(BATCHES)
                .mapToObj(seed -> Batch.random(new Random(seed)))
                .toList();
        try (LlamaModel model = LlamaBuild.V0_5_0.openLibrary(directory, line -> {})
                .loadModel(file, fraction -> {})) {
            List<float[]> alone = scoreAll(model, batches);

            List<CompletableFuture<Integer>> wrong = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(CONTEXTS)) {
                for (int i = 0; i < CONTEXTS; i++) {
                    int first = i;
                    wrong.add(CompletableFuture.supplyAsync(
                            () -> differences(model, batches, alone, first), threads));
                }
            }
            assertThat(wrong).extracting(CompletableFuture::join).containsOnly(0);
        }
    }

    private static List<float[]> scoreAll(LlamaModel model, List<Batch> batches) throws Exception {
        List<float[]> scores = new ArrayList<>();
        try (LlamaContext context = model.openContext(OPTIONS)) {
            for (Batch batch : batches) {
                scores.add(batch.score(context));
            }
        }
        return scores;
    }

    /** Scores all batches again and again, from another one on than the other threads. */
    private static int differences(LlamaModel model, List<Batch> batches, List<float[]> expected,
            int first) {
        int differences = 0;
        try (LlamaContext context = model.openContext(OPTIONS)) {
            for (int i = 0; i < ROUNDS * BATCHES; i++) {
                int batch = (first * BATCHES / CONTEXTS + i) % BATCHES;
                float[] scores = batches.get(batch).score(context);
                for (int pair = 0; pair < scores.length; pair++) {
                    differences += scores[pair] == expected.get(batch)[pair] ? 0 : 1;
                }
            }
        } catch (NativeCallException e) {
            throw new AssertionError(e);
        }
        return differences;
    }
}
