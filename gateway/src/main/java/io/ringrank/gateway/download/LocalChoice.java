// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.Quantisation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses among files that are on this machine. Any thread. */
final class LocalChoice {

    private LocalChoice() {}

    /** @param wish a path or a quantisation; empty for the best */
    static Optional<CachedFile> of(List<CachedFile> files, Optional<String> wish) {
        if (wish.isEmpty()) {
            return files.stream()
                    .min(Comparator.comparingInt(
                            file -> Quantisation.ofFile(file.path()).rank(true)));
        }
        String name = wish.get();
        Optional<Quantisation> kind = Quantisation.ofText(name);
        return files.stream()
                .filter(file -> file.path().equals(name))
                .findFirst()
                .or(() -> files.stream()
                        .filter(file -> file.path().endsWith('/' + name) || kind
                                .equals(Optional.of(Quantisation.ofFile(file.path()))))
                        .findFirst());
    }
}
