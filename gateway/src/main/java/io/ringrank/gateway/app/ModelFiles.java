// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.model.Fingerprint;
import io.ringrank.gateway.config.DeploymentSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns the model of a deployment into a file with its fingerprint. Reads files; any thread. */
final class ModelFiles {

    private final Path builtinDirectory;

    /** @param sha256 of the whole file, in lower-case hex */
    record ModelFile(Path path, String sha256) {}

    ModelFiles(Path dataDir) {
        this.builtinDirectory = dataDir.resolve("models").resolve("builtin");
    }

    /**
     * The file, written first if it is the built-in model.
     *
     * @throws IOException with a message for the operator
     */
    ModelFile find(DeploymentSpec spec) throws IOException {
        if (spec.model().equals(DeploymentSpec.BUILTIN)) {
            Files.createDirectories(builtinDirectory);
            return new ModelFile(BuiltinModel.writeTo(builtinDirectory), BuiltinModel.SHA256);
        }
        Path path = Path.of(spec.model()).toAbsolutePath();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IOException("the model " + path + " is not a file that can be read");
        }
        return new ModelFile(path, Fingerprint.of(path));
    }
}
