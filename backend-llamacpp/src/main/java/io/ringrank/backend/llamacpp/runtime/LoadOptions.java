// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.Device;

/**
 * How a model is loaded. Any thread.
 *
 * @param lanes most lanes that may be open at once, 1 to {@value #MOST_LANES}
 * @param threadsPerLane threads of a native call, 1 to {@value #MOST_THREADS_PER_LANE}; more than 1
 *     spins at barriers and is slower on a busy machine
 * @param tokensPerBatch most tokens of one native call, {@value #LEAST_TOKENS_PER_BATCH} to
 *     {@value #MOST_TOKENS_PER_BATCH}
 * @param tokensPerPair most tokens of a pair, when the model itself could take longer ones; 1 to
 *     {@code tokensPerBatch}
 * @param device {@link Device#PROCESSOR}, or the name of a device that gets all layers
 */
public record LoadOptions(int lanes, int threadsPerLane, int tokensPerBatch, int tokensPerPair,
        String device) {
    public static final int MOST_LANES = 1024;
    public static final int MOST_THREADS_PER_LANE = 512;
    public static final int LEAST_TOKENS_PER_BATCH = 64;
    public static final int MOST_TOKENS_PER_BATCH = 32_768;
    public static final int DEFAULT_TOKENS_PER_BATCH = 1024;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public LoadOptions {
        requireRange("lanes", lanes, 1, MOST_LANES);
        requireRange("threads per lane", threadsPerLane, 1, MOST_THREADS_PER_LANE);
        requireRange("tokens per batch", tokensPerBatch, LEAST_TOKENS_PER_BATCH,
                MOST_TOKENS_PER_BATCH);
        requireRange("tokens per pair", tokensPerPair, 1, tokensPerBatch);
    }

    /** Options with pairs as long as a batch. */
    public LoadOptions(int lanes, int threadsPerLane, int tokensPerBatch, String device) {
        this(lanes, threadsPerLane, tokensPerBatch, tokensPerBatch, device);
    }

    /** Options for the processor, with pairs as long as a batch. */
    public LoadOptions(int lanes, int threadsPerLane, int tokensPerBatch) {
        this(lanes, threadsPerLane, tokensPerBatch, Device.PROCESSOR);
    }

    /**
     * Returns the options for what an engine computes with.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public static LoadOptions of(Compute compute) {
        return new LoadOptions(compute.lanes(), compute.threadsPerLane(), compute.tokensPerBatch(),
                compute.tokensPerPair(), compute.device());
    }

    /** Returns options for this many lanes with one thread each and the default batch. */
    public static LoadOptions ofLanes(int lanes) {
        return new LoadOptions(lanes, 1, DEFAULT_TOKENS_PER_BATCH);
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " must be " + least + " to " + most + ", is " + value);
        }
    }
}
