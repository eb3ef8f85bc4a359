// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.model.Fingerprint;
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

    /** What became of the search. */
    sealed interface Found {}

    /** @param sha256 of the whole file, in lower-case hex */
    record ModelFile(Path path, String sha256) implements Found {}

    /** @param reasons why no engine must see it, as the doctor says them */
    record RefusedFile(Path path, List<String> reasons) implements Found {}

    ModelFiles(Path dataDir) {
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
        return switch (GgufDoctor.examine(path)) {
            case Diagnosis.Ok() ->
                new ModelFile(path, builtin ? BuiltinModel.SHA256 : Fingerprint.of(path));
            case Diagnosis.Refused(List<String> reasons) -> new RefusedFile(path, reasons);
        };
    }

    private Path builtin() throws IOException {
        Files.createDirectories(builtinDirectory);
        return BuiltinModel.writeTo(builtinDirectory);
    }
}
