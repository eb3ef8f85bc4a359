// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.gguf.GgufHeaderReader;
import io.ringrank.backend.llamacpp.gguf.GgufLimits;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.gateway.config.NativesChoice;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.hub.Appraiser;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Measures files of hubs against this machine, as a deployment's start would. Any thread.
 *
 * @param generation of the llama.cpp that engines use
 * @param engines that a deployment would have, each with so many lanes
 * @param available bytes for a new deployment
 */
record LocalAppraiser(DoctorOptions options, LlamaGeneration generation, int engines, int lanesEach,
        int tokensPerBatch, PairLength pairs, Supplier<OptionalLong> available,
        boolean isOnProcessor) implements Appraiser {

    /** For the next deployment of a server that runs, which has this memory. */
    static LocalAppraiser of(RingrankConfig config, NativeFacts facts, EnginePlan plan,
            MemoryBudget memory) {
        Compute compute = plan.compute();
        Supplier<OptionalLong> available = compute.isOnProcessor()
                ? memory::bytes
                : () -> memoryOf(facts, compute.device());
        return new LocalAppraiser(new DoctorOptions(config.engine().allowDegraded()),
                LlamaGeneration.of(facts.abi()), plan.engines(), compute.lanes(),
                compute.tokensPerBatch(), pairs(config), available, compute.isOnProcessor());
    }

    /** Where no library was tried: for a processor, and the library that the build fetches. */
    static LocalAppraiser untried(RingrankConfig config, int cores) {
        RingrankConfig.Engine engine = config.engine();
        boolean jllama = engine.natives() == NativesChoice.JLLAMA;
        int lanes = new CoreBudget(cores, engine.lanes()).lanes(0, 1);
        return new LocalAppraiser(new DoctorOptions(engine.allowDegraded()),
                jllama ? LlamaGeneration.B4916 : LlamaGeneration.V0_5_0, jllama ? lanes : 1,
                jllama ? 1 : lanes,
                engine.tokensPerBatch() == 0
                        ? EnginePlan.PROCESSOR_TOKENS_PER_BATCH
                        : engine.tokensPerBatch(),
                pairs(config), AvailableMemory.ofThisMachine()::bytes, true);
    }

    private static PairLength pairs(RingrankConfig config) {
        return PairLength.ofThisMachine(config.engine().tokensPerPair(), 1);
    }

    private static OptionalLong memoryOf(NativeFacts facts, String device) {
        return facts.devices()
                .stream()
                .filter(found -> found.name().equals(device))
                .mapToLong(Device::freeBytes)
                .filter(bytes -> bytes > 0)
                .findFirst();
    }

    @Override
    public Appraisal appraise(ReadableByteChannel head, long bytes) throws IOException {
        Diagnosis diagnosis = GgufDoctor.examine(
                GgufHeaderReader.read(head, bytes, GgufLimits.DEFAULT), bytes, options);
        return switch (diagnosis) {
            case Diagnosis.Ok(ModelSummary summary) -> usable(summary, List.of());
            case Diagnosis.Overridden(ModelSummary summary, List<String> overrides) ->
                usable(summary, overrides);
            case Diagnosis.Refused(List<String> reasons) -> new Unusable(reasons);
        };
    }

    private Appraisal usable(ModelSummary summary, List<String> overrides) {
        Optional<String> tooNew = ModelFiles.tooNew(summary, generation);
        if (tooNew.isPresent()) {
            return new Unusable(List.of(tooNew.get()));
        }
        EngineMemory least =
                EngineMemory.of(summary, generation, engines, lanesEach, tokensPerBatch);
        EngineMemory needed =
                isOnProcessor ? least.withTokensAtLeast(pairs.tokens(least)) : least;
        return new Usable(overrides, summary.architecture(), summary.fileType().name(),
                needed.bytes());
    }

    @Override
    public OptionalLong availableBytes() {
        return available.get();
    }
}
