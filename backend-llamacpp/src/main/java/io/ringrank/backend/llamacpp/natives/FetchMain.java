// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the build calls to have the processor's libraries fetched, unless {@code RINGRANK_NATIVES} is
 * {@code jllama}. A build without them goes on: then there is the library of the jllama jar.
 */
public final class FetchMain {

    private FetchMain() {}

    /** Takes the folder to fetch into, and {@code offline=true} if only npm's cache may be asked. */
    public static void main(String[] args) {
        if (NativeCandidate.JLLAMA.equals(System.getenv("RINGRANK_NATIVES"))) {
            return;
        }
        Optional<NpmPackage> wanted = NpmPackage.ofThisSystem(Variant.CPU);
        if (wanted.isEmpty()) {
            say("npm has none for this system");
            return;
        }
        try {
            new NpmInstaller(NpmInstaller.NPM, args[1].equals("offline=true"), _ -> {})
                    .install(wanted.get(), Path.of(args[0]));
        } catch (IOException | UncheckedIOException e) {
            say(String.valueOf(e.getMessage()));
        }
    }

    private static void say(String reason) {
        System.err.println(
                "The newer llama.cpp is not fetched, jllama's serves instead: " + reason);
    }
}
