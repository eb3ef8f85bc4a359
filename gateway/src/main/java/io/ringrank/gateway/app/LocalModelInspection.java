// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.rerank.MemoryDetails;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Looks into the files of this machine. Any thread. */
public final class LocalModelInspection implements ModelInspection {

    @Override
    public Report inspect(Path file, RingrankConfig config) throws IOException {
        DoctorOptions options = new DoctorOptions(config.engine().allowDegraded());
        return switch (GgufDoctor.examine(file, options)) {
            case Diagnosis.Ok(ModelSummary summary) -> usable(summary, List.of(), config);
            case Diagnosis.Overridden(ModelSummary summary, List<String> overrides) ->
                usable(summary, overrides, config);
            case Diagnosis.Refused(List<String> reasons) -> new Report.Refused(reasons);
        };
    }

    private static Report usable(ModelSummary summary, List<String> overrides,
            RingrankConfig config) {
        List<MemoryDetails> memory = Arrays.stream(LlamaGeneration.values())
                .filter(generation -> generation != LlamaGeneration.B4916
                        || summary.newerOnly().isEmpty())
                .map(generation -> memory(summary, generation, config.engine()).details())
                .toList();
        return new Report.Usable(ModelDescription.of(summary, overrides), memory);
    }

    /** For the only deployment of a server; which library it would have, no file says. */
    private static EngineMemory memory(ModelSummary summary, LlamaGeneration generation,
            RingrankConfig.Engine engine) {
        int cores = Runtime.getRuntime().availableProcessors();
        int lanes = new CoreBudget(cores, engine.lanes()).lanes(0, 1);
        int tokens = engine.tokensPerBatch() == 0
                ? EnginePlan.PROCESSOR_TOKENS_PER_BATCH
                : engine.tokensPerBatch();
        int lanesEach = switch (generation) {
            // Two contexts of a process that compute at once would give wrong scores.
            case B4916 -> 1;
            case V0_5_0 -> lanes;
        };
        return EngineMemory.of(summary, generation, Math.ceilDiv(lanes, lanesEach), lanesEach,
                tokens);
    }
}
