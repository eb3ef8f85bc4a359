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
 */
public record Compute(NativeLibrary library, String device, int lanes, int threadsPerLane,
        int tokensPerBatch) {

    /**
     * Checks that there is something to compute with.
     *
     * @throws IllegalArgumentException when a number is less than 1
     */
    public Compute {
        if (lanes < 1 || threadsPerLane < 1 || tokensPerBatch < 1) {
            throw new IllegalArgumentException("an engine without capacity: lanes " + lanes
                    + ", threads per lane " + threadsPerLane + ", tokens per batch "
                    + tokensPerBatch);
        }
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
