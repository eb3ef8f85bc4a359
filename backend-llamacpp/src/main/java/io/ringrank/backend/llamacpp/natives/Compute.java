// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

/**
 * What one engine computes with. Any thread.
 *
 * @param device {@link Device#PROCESSOR}, or the {@link Device#name} of a GPU that gets all layers of
 *     the model
 * @param lanes batches that run at the same time, each on one thread or more
 * @param threadsPerLane threads of one native call, usually 1
 * @param tokensPerBatch most tokens of one native call
 * @param tokensPerPair most tokens of a pair, if the model was trained for as many; at most those of
 *     a batch
 */
public record Compute(NativeLibrary library, String device, int lanes, int threadsPerLane,
        int tokensPerBatch, int tokensPerPair) {

    /**
     * Checks that there is something to compute with.
     *
     * @throws IllegalArgumentException when a number is less than 1, or a pair larger than a batch
     */
    public Compute {
        if (lanes < 1 || threadsPerLane < 1 || tokensPerPair < 1
                || tokensPerBatch < tokensPerPair) {
            throw new IllegalArgumentException("an engine without capacity: lanes " + lanes
                    + ", threads per lane " + threadsPerLane + ", tokens per batch "
                    + tokensPerBatch + ", tokens per pair " + tokensPerPair);
        }
    }

    /** With pairs as long as a batch. */
    public Compute(NativeLibrary library, String device, int lanes, int threadsPerLane,
            int tokensPerBatch) {
        this(library, device, lanes, threadsPerLane, tokensPerBatch, tokensPerBatch);
    }

    /** The same with other pairs, and with batches that hold one at least. */
    public Compute withTokensPerPair(int tokens) {
        return new Compute(library, device, lanes, threadsPerLane,
                Math.max(tokensPerBatch, tokens), tokens);
    }

    /** The same with another number of lanes. */
    public Compute withLanes(int count) {
        return new Compute(library, device, count, threadsPerLane, tokensPerBatch, tokensPerPair);
    }

    /** Returns whether no GPU is used. */
    public boolean isOnProcessor() {
        return device.equals(Device.PROCESSOR);
    }

    /** One thread a lane on the processor. */
    public static Compute onProcessor(NativeLibrary library, int lanes, int tokensPerBatch) {
        return new Compute(library, Device.PROCESSOR, lanes, 1, tokensPerBatch);
    }
}
