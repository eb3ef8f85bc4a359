// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import io.ringrank.backend.llamacpp.natives.NpmPackage.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Knows where libraries may lie. Looks at files; any thread.
 *
 * @param own where packages are installed for this server alone, and jllama's library is put
 * @param shipped where a build or a distribution has put packages; those that are absent don't matter
 */
public record NativeCatalogue(Path own, List<Path> shipped) {

    /** The order in which packages are preferred. */
    private static final List<Variant> PREFERENCE =
            List.of(Variant.CUDA, Variant.VULKAN, Variant.CPU);

    /** Keeps a copy of the list. */
    public NativeCatalogue {
        shipped = List.copyOf(shipped);
    }

    /** Returns what could serve a wish, the best first; empty when the wanted is not installed. */
    public List<NativeCandidate> candidates(NativeWish wish) {
        return switch (wish) {
            case NativeWish.Any() -> Stream
                    .concat(PREFERENCE.stream().flatMap(variant -> installed(variant).stream()),
                            Stream.of(jllama()))
                    .toList();
            case NativeWish.Jllama() -> List.of(jllama());
            case NativeWish.Installed(Variant variant) -> installed(variant).stream().toList();
            case NativeWish.In(Path directory) -> List.of(new NativeCandidate(
                    NativeCandidate.LLAMA_LIB, NativeLibrary.in(directory), false));
        };
    }

    private NativeCandidate jllama() {
        return new NativeCandidate(NativeCandidate.JLLAMA, NativeLibrary.jllama(own), false);
    }

    private Optional<NativeCandidate> installed(Variant variant) {
        List<Path> folders = new ArrayList<>(List.of(own));
        folders.addAll(shipped);
        return NpmPackage.ofThisSystem(variant)
                .flatMap(wanted -> folders.stream()
                        .filter(wanted::isInstalledIn)
                        .findFirst()
                        .map(folder -> new NativeCandidate(wanted.name(),
                                NativeLibrary.in(wanted.libraries(folder)),
                                variant != Variant.CPU)));
    }
}
