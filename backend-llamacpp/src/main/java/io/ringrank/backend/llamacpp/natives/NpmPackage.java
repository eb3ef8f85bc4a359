// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A llama.cpp that npm has prebuilt for this platform, in the version that its lock file pins. Any
 * thread.
 *
 * @param platform as npm names it, for example {@code linux-x64}
 * @param variant what it can compute on
 */
public record NpmPackage(String platform, Variant variant) {

    static final String LOCK = "package-lock.json";
    static final String PACKAGE = "package.json";

    /** What a build can compute on; each can use the processor too. */
    public enum Variant {
        CPU, CUDA, VULKAN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the package for the system that this JVM runs on; empty when there is none. */
    public static Optional<NpmPackage> ofThisSystem(Variant variant) {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"), variant);
    }

    static Optional<NpmPackage> of(String system, String processor, Variant variant) {
        String platform = switch (system + " " + processor) {
            case "Linux amd64" -> "linux-x64";
            case "Linux aarch64" -> "linux-arm64";
            default -> "";
        };
        NpmPackage found = new NpmPackage(platform, variant);
        return NpmPackage.class.getResource(found.resource(LOCK)) == null
                ? Optional.empty()
                : Optional.of(found);
    }

    /** Returns the name of the folder that it is installed into, for example {@code linux-x64-cpu}. */
    public String name() {
        return platform + "-" + variant;
    }

    /** Returns where its libraries lie once it is installed into a folder of native builds. */
    public Path libraries(Path natives) {
        return librariesIn(natives.resolve(name()));
    }

    /** Returns the same where npm itself has been told to put it. */
    Path librariesIn(Path directory) {
        return bins(directory, npmName());
    }

    /** Returns where npm puts what the package is too large for, if there is such a thing. */
    Path extensionIn(Path directory) {
        return bins(directory, npmName() + "-ext").resolve("fallback");
    }

    private Path bins(Path directory, String npmPackage) {
        return directory.resolve("node_modules/@node-llama-cpp")
                .resolve(npmPackage)
                .resolve("bins")
                .resolve(npmName());
    }

    private String npmName() {
        return variant == Variant.CPU ? platform : platform + "-" + variant;
    }

    /** Returns whether this very version lies in a folder of native builds. */
    boolean isInstalledIn(Path natives) {
        Path lock = natives.resolve(name()).resolve(LOCK);
        try {
            return Files.isRegularFile(lock) && Arrays.equals(Files.readAllBytes(lock), read(LOCK))
                    && Files.isDirectory(libraries(natives));
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns a file that tells npm what to fetch. */
    byte[] read(String file) throws IOException {
        try (InputStream in = NpmPackage.class.getResourceAsStream(resource(file))) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }

    private String resource(String file) {
        return name() + "/" + file;
    }
}
