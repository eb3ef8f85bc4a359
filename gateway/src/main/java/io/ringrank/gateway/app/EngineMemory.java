// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.ffi.ContextOptions;
import io.ringrank.backend.llamacpp.model.EngineSize;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.MemoryEstimate;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.gateway.rerank.MemoryDetails;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What the engines of a deployment take on the processor, and what would fit if that is too much. Any
 * thread.
 *
 * @param engines processes, each as large as {@code size}
 */
record EngineMemory(ModelSummary model, int engines, EngineSize size) {

    /** What an engine's Java machine takes, its heap included, beside the model. */
    private static final long JVM_BYTES = 150L << 20;
    private static final double BYTES_PER_GIB = 1L << 30;

    /** As large as the plan for a processor makes them. */
    static EngineMemory of(ModelSummary model, LlamaGeneration generation, int engines,
            int lanesEach, int tokensPerBatch) {
        return new EngineMemory(model, engines, new EngineSize(generation, lanesEach,
                tokensPerBatch, Math.min(ContextOptions.MOST_SEQUENCES, tokensPerBatch)));
    }

    /** Returns what all engines take together, in bytes. */
    long bytes() {
        return estimate().bytes(engines) + engines * JVM_BYTES;
    }

    /** Returns why they don't fit and what would, as sentences without their full stop. */
    Optional<String> shortage(long availableBytes) {
        if (bytes() <= availableBytes) {
            return Optional.empty();
        }
        return Optional.of(String.format(Locale.ROOT, "it would take %s of memory (%s of weights,"
                + " and %s for each of %d lanes with %d tokens per batch) and %s are available: %s",
                gib(bytes()), gib(model.weightsBytes()), gib(estimate().lane().bytes()),
                engines * size.lanes(), size.tokensPerBatch(), gib(availableBytes),
                remedy(availableBytes)));
    }

    MemoryDetails details() {
        MemoryEstimate estimate = estimate();
        MemoryEstimate.Lane lane = estimate.lane();
        return new MemoryDetails(switch (size.generation()) {
            case B4916 -> "b4916";
            case V0_5_0 -> "0.5.0";
        }, engines, size.lanes(), size.tokensPerBatch(), estimate.weightsBytes(),
                estimate.repackedBytes(), estimate.vocabularyBytes(),
                new MemoryDetails.LaneMemory(lane.graphBytes(), lane.memoryBytes(),
                        lane.maskBytes(), lane.computeBytes(), lane.outputBytes()),
                bytes());
    }

    private MemoryEstimate estimate() {
        return MemoryEstimate.of(model, size);
    }

    /** The most that fits of one thing, or of both. */
    private String remedy(long availableBytes) {
        int all = engines * size.lanes();
        int lanes = largest(all - 1, count -> withLanes(count).bytes() <= availableBytes);
        int tokens = largestBatch(this, availableBytes);
        if (lanes == 0 && tokens == 0) {
            int least = largestBatch(withLanes(1), availableBytes);
            return least == 0
                    ? "free memory, or choose a smaller file"
                    : "1 lane with " + least + " tokens per batch would fit (engine.lanes and"
                            + " engine.tokens-per-batch)";
        }
        String fewerLanes = lanes == 0 ? "" : lanes + " lanes (engine.lanes)";
        String smallerBatches =
                tokens == 0 ? "" : tokens + " tokens per batch (engine.tokens-per-batch)";
        return fewerLanes + (lanes > 0 && tokens > 0 ? " or " : "") + smallerBatches
                + " would fit";
    }

    private static int largestBatch(EngineMemory memory, long availableBytes) {
        int half = memory.size.tokensPerBatch() / 2;
        return largest(half / LoadOptions.LEAST_TOKENS_PER_BATCH,
                steps -> memory.withTokens(steps * LoadOptions.LEAST_TOKENS_PER_BATCH)
                        .bytes() <= availableBytes)
                * LoadOptions.LEAST_TOKENS_PER_BATCH;
    }

    /** The largest number from 1 that fits, or 0. */
    private static int largest(int most, IntPredicate fits) {
        return IntStream.rangeClosed(1, most)
                .map(i -> most + 1 - i)
                .filter(fits)
                .findFirst()
                .orElse(0);
    }

    private EngineMemory withLanes(int lanes) {
        int fewer = Math.ceilDiv(lanes, size.lanes());
        return new EngineMemory(model, fewer, size.withLanes(Math.min(lanes, size.lanes())));
    }

    private EngineMemory withTokens(int tokens) {
        return of(model, size.generation(), engines, size.lanes(), tokens);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / BYTES_PER_GIB);
    }
}
