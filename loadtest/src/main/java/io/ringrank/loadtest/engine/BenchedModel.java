// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.model.FingerprintedFile;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file to measure with.
 *
 * @param label for reports
 * @param vocabularyTokens every id below it is a token
 */
record BenchedModel(FingerprintedFile file, String label, int vocabularyTokens) {

    /** @throws CommandFailedException if an engine must not see the file, or its pairs are short */
    static BenchedModel of(Path file, String label) throws IOException, CommandFailedException {
        return switch (GgufDoctor.examine(file, DoctorOptions.STRICT)) {
            case Diagnosis.Ok(ModelSummary summary) -> of(file, label, summary);
            case Diagnosis.Overridden(ModelSummary summary, var _) -> of(file, label, summary);
            case Diagnosis.Refused(var reasons) -> throw new CommandFailedException(
                    "the model " + file + " is refused: " + String.join("; ", reasons));
        };
    }

    private static BenchedModel of(Path file, String label, ModelSummary summary)
            throws IOException, CommandFailedException {
        long contextTokens = summary.shape().contextTokens();
        if (contextTokens < Workload.TOKENS_MAX) {
            throw new CommandFailedException("the model " + file + " takes pairs of "
                    + contextTokens + " tokens, and those of the mixed load have up to "
                    + Workload.TOKENS_MAX);
        }
        return new BenchedModel(FingerprintedFile.read(file), label, summary.vocabulary().tokens());
    }
}
