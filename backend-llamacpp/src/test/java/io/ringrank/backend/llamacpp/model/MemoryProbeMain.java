// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import io.ringrank.backend.llamacpp.ffi.ContextOptions;
import io.ringrank.backend.llamacpp.ffi.LlamaContext;
import io.ringrank.backend.llamacpp.ffi.LlamaLibrary;
import io.ringrank.backend.llamacpp.ffi.LlamaModel;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Loads a model, opens contexts, computes the largest batch in each, and says by how much the process
 * grew. Its arguments: a folder of its own, the build, a small model to warm up with, the model,
 * contexts, tokens. It measures once: a second model would find the memory of the first.
 */
public final class MemoryProbeMain {

    static final String ANSWER = "GREW ";
    private static final int WARM_UP_TOKENS = 64;
    private static final int PAIR_TOKENS = 64;

    private MemoryProbeMain() {}

    public static void main(String[] args) throws Exception {
        LlamaLibrary library =
                LlamaBuild.valueOf(args[1]).openLibrary(Path.of(args[0]), line -> {});
        // Compiled code and the library's own tables are not the model's.
        grown(library, Path.of(args[2]), 1, new ContextOptions(WARM_UP_TOKENS, 1, 1));
        ContextOptions options = new ContextOptions(Integer.parseInt(args[5]),
                ContextOptions.MOST_SEQUENCES, 1);
        System.out.println(ANSWER
                + grown(library, Path.of(args[3]), Integer.parseInt(args[4]), options));
    }

    private static long grown(LlamaLibrary library, Path file, int contexts,
            ContextOptions options) throws Exception {
        long before = residentBytes();
        try (LlamaModel model = library.loadModel(file, fraction -> {})) {
            List<LlamaContext> open = new ArrayList<>();
            for (int i = 0; i < contexts; i++) {
                open.add(model.openContext(options));
            }
            for (LlamaContext context : open) {
                compute(context, options.tokens(), model.vocabularyTokens());
            }
            long grown = residentBytes() - before;
            open.forEach(LlamaContext::close);
            return grown;
        }
    }

    private static void compute(LlamaContext context, int tokens, int vocabulary)
            throws Exception {
        context.clearBatch();
        for (int from = 0; from < tokens; from += PAIR_TOKENS) {
            int[] ids =
                    IntStream.range(from, from + PAIR_TOKENS).map(i -> i % vocabulary).toArray();
            context.add(ids, 0, from / PAIR_TOKENS);
        }
        context.computeBatch();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status"))
                .stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
