// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.model.FingerprintedFile;
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

    private final Path dataDir;
    private final DoctorOptions options;

    /** What became of the search. */
    sealed interface Found {}

    /** @param overrides what is done otherwise than the file says, as the doctor says it */
    record GoodFile(FingerprintedFile file, ModelSummary summary, List<String> overrides)
            implements
                Found {}

    /** @param reasons why no engine must see it, as the doctor says them */
    record RefusedFile(Path path, List<String> reasons) implements Found {}

    ModelFiles(Path dataDir, DoctorOptions options) {
        this.options = options;
        this.dataDir = dataDir;
    }

    /**
     * The file, written first if it is the built-in model. It is examined before it is hashed: that
     * takes milliseconds, and the other seconds.
     *
     * @throws IOException with a message for the operator
     */
    Found find(DeploymentSpec spec) throws IOException {
        boolean builtin = spec.model().equals(DeploymentSpec.BUILTIN);
        Path path = builtin ? builtin(dataDir) : Path.of(spec.model()).toAbsolutePath();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IOException("the model " + path + " is not a file that can be read");
        }
        return switch (GgufDoctor.examine(path, options)) {
            case Diagnosis.Ok(ModelSummary summary) ->
                new GoodFile(read(path, builtin), summary, List.of());
            case Diagnosis.Overridden(ModelSummary summary, List<String> overrides) ->
                new GoodFile(read(path, builtin), summary, overrides);
            case Diagnosis.Refused(List<String> reasons) -> new RefusedFile(path, reasons);
        };
    }

    private static FingerprintedFile read(Path path, boolean builtin) throws IOException {
        return builtin
                ? new FingerprintedFile(path, BuiltinModel.SHA256, FileStamp.of(path))
                : FingerprintedFile.read(path);
    }

    /** The file of the built-in model, written first if it is not there. */
    static Path builtin(Path dataDir) throws IOException {
        return BuiltinModel.writeTo(
                Files.createDirectories(dataDir.resolve("models").resolve("builtin")));
    }
}
