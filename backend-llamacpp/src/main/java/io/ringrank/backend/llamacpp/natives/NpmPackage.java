// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A llama.cpp that npm has prebuilt for this platform, in the version that its lock file pins. Any
 * thread.
 *
 * @param platform as npm names it, for example {@code linux-x64}
 * @param variant what it can compute on
 */
public record NpmPackage(String platform, Variant variant) {

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
        return NpmPackage.class.getResource(found.resource("package-lock.json")) == null
                ? Optional.empty()
                : Optional.of(found);
    }

    /** Returns the name of the folder that it is installed into, for example {@code linux-x64-cpu}. */
    public String name() {
        return platform + "-" + variant;
    }

    /** Returns where its libraries lie once it is installed into a folder of native builds. */
    public Path libraries(Path natives) {
        String name = variant == Variant.CPU ? platform : platform + "-" + variant;
        return natives.resolve(name())
                .resolve("node_modules/@node-llama-cpp")
                .resolve(name)
                .resolve("bins")
                .resolve(name);
    }

    /** Returns the name of a file that tells npm what to fetch. */
    String resource(String file) {
        return name() + "/" + file;
    }
}
