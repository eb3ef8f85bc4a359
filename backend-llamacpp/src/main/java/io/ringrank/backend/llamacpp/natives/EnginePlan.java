// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How the engines of a deployment compute: how many there are, and each alike. Pure; any thread.
 *
 * @param engines processes, at least 1
 */
public record EnginePlan(int engines, Compute compute) {
    /*
     * A processor is used by as many lanes as it has cores, each with one thread: threads that share
     * a batch wait for each other at barriers. They share one process where the library allows it, and
     * with it the weights that it repacks. A GPU is used by one lane with large batches: it computes
     * one batch with all it has, and a second context would only take memory.
     */

    /** The device of {@link Wishes} that stands for a GPU if there is one, else the processor. */
    public static final String AUTO = "auto";

    /** Encoders compare every token of a batch with every other, so a larger one costs more a token. */
    public static final int PROCESSOR_TOKENS_PER_BATCH = 512;
    static final int GPU_TOKENS_PER_BATCH = 4096;

    private static final int THREADS_PER_LANE = 1;

    /**
     * What an operator wants.
     *
     * @param device {@link #AUTO}, {@link Device#PROCESSOR} or the name of a device
     * @param lanes of all engines; 0 for what suits the device
     * @param tokensPerBatch 0 for what suits the device
     */
    public record Wishes(String device, int lanes, int tokensPerBatch) {}

    /**
     * Plans the engines of a deployment.
     *
     * @param cores that the deployment may use, at least 1
     * @return empty when the library has no such device
     */
    public static Optional<EnginePlan> of(NativeLibrary library, NativeFacts facts, Wishes wishes,
            int cores) {
        return device(facts.devices(), wishes.device()).map(
                device -> device.equals(Device.PROCESSOR)
                        ? onProcessor(library, facts.lanesMax(), wishes, cores)
                        : onGpu(library, device, wishes));
    }

    /**
     * Returns the device that is meant: {@link Device#PROCESSOR} or the name of one that is there. An
     * integrated GPU is used only when it is named: it shares its memory with the processor, and need
     * not be faster.
     */
    public static Optional<String> device(List<Device> devices, String wish) {
        if (wish.equalsIgnoreCase(Device.PROCESSOR)) {
            return Optional.of(Device.PROCESSOR);
        }
        if (wish.equals(AUTO)) {
            return Optional.of(devices.stream()
                    .filter(device -> device.type() == Device.Type.GPU)
                    // The first of equals, as max would take the last.
                    .min(Comparator.comparingLong(Device::totalBytes).reversed())
                    .map(Device::name)
                    .orElse(Device.PROCESSOR));
        }
        return devices.stream()
                .filter(device -> device.isGpu() && device.name().equals(wish))
                .findFirst()
                .map(Device::name);
    }

    /**
     * Returns the same lanes, one at least for each engine, in so many engines at least: while one of them
     * restarts, the others serve.
     */
    public EnginePlan inEngines(int least) {
        if (least <= engines) {
            return this;
        }
        int lanes = Math.ceilDiv(engines * compute.lanes(), least);
        return new EnginePlan(least, compute.withLanes(lanes));
    }

    private static EnginePlan onProcessor(NativeLibrary library, int lanesMax, Wishes wishes,
            int cores) {
        int lanes = wishes.lanes == 0 ? cores : wishes.lanes;
        int engines = Math.ceilDiv(lanes, lanesMax);
        return new EnginePlan(engines, new Compute(library, Device.PROCESSOR,
                Math.ceilDiv(lanes, engines), THREADS_PER_LANE,
                wishes.tokensPerBatch == 0 ? PROCESSOR_TOKENS_PER_BATCH : wishes.tokensPerBatch));
    }

    private static EnginePlan onGpu(NativeLibrary library, String device, Wishes wishes) {
        return new EnginePlan(Math.max(1, wishes.lanes), new Compute(library, device, 1,
                THREADS_PER_LANE,
                wishes.tokensPerBatch == 0 ? GPU_TOKENS_PER_BATCH : wishes.tokensPerBatch));
    }
}
