// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.model.Fingerprint;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.gateway.config.DeploymentSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns the model of a deployment into a file that an engine may see, with its fingerprint. Reads
 * files; any thread.
 */
final class ModelFiles {

    private final Path builtinDirectory;
    private final DoctorOptions options;

    /** What became of the search. */
    sealed interface Found {}

    /**
     * @param sha256 of the whole file, in lower-case hex
     * @param overrides what is done otherwise than the file says, as the doctor says it
     */
    record ModelFile(Path path, String sha256, ModelSummary summary, List<String> overrides)
            implements
                Found {}

    /** @param reasons why no engine must see it, as the doctor says them */
    record RefusedFile(Path path, List<String> reasons) implements Found {}

    ModelFiles(Path dataDir, DoctorOptions options) {
        this.options = options;
        this.builtinDirectory = dataDir.resolve("models").resolve("builtin");
    }

    /**
     * The file, written first if it is the built-in model. It is examined before it is hashed: that
     * takes milliseconds, and the other seconds.
     *
     * @throws IOException with a message for the operator
     */
    Found find(DeploymentSpec spec) throws IOException {
        boolean builtin = spec.model().equals(DeploymentSpec.BUILTIN);
        Path path = builtin ? builtin() : Path.of(spec.model()).toAbsolutePath();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IOException("the model " + path + " is not a file that can be read");
        }
        return switch (GgufDoctor.examine(path, options)) {
            case Diagnosis.Ok(ModelSummary summary) ->
                new ModelFile(path, sha256(path, builtin), summary, List.of());
            case Diagnosis.Overridden(ModelSummary summary, List<String> overrides) ->
                new ModelFile(path, sha256(path, builtin), summary, overrides);
            case Diagnosis.Refused(List<String> reasons) -> new RefusedFile(path, reasons);
        };
    }

    private static String sha256(Path path, boolean builtin) throws IOException {
        return builtin ? BuiltinModel.SHA256 : Fingerprint.of(path);
    }

    private Path builtin() throws IOException {
        Files.createDirectories(builtinDirectory);
        return BuiltinModel.writeTo(builtinDirectory);
    }
}
