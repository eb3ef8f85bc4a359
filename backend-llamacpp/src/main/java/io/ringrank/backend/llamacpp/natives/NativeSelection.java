// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Chooses the library that a server computes with. Any thread; blocks as long as its probe does.
 */
public final class NativeSelection {

    /** Opens a library where that does no harm. */
    @FunctionalInterface
    public interface Probe {

        ProbeResult open(NativeLibrary library) throws InterruptedException;
    }

    /** What became of it. */
    public sealed interface Selection {

        /** @param why in a few words, for people */
        record Chosen(NativeCandidate candidate, NativeFacts facts, String why)
                implements
                    Selection {}

        /** @param reason a sentence for an operator */
        record None(String reason) implements Selection {}
    }

    private final NativeCatalogue catalogue;
    private final Probe probe;
    private final Consumer<String> warnings;

    /** @param warnings takes a line about each library that should have worked and does not */
    public NativeSelection(NativeCatalogue catalogue, Probe probe, Consumer<String> warnings) {
        this.catalogue = catalogue;
        this.probe = probe;
        this.warnings = warnings;
    }

    /**
     * Chooses the first candidate that works and has the device. Where the operator named one library,
     * there is no other.
     *
     * @param device as in {@link EnginePlan.Wishes#device}
     */
    public Selection select(NativeWish wish, String device) throws InterruptedException {
        List<NativeCandidate> candidates = catalogue.candidates(wish);
        List<String> reasons = new ArrayList<>();
        for (NativeCandidate candidate : candidates) {
            boolean isLast = candidate.equals(candidates.getLast());
            switch (probe.open(candidate.library())) {
                case ProbeResult.Unusable(String reason) -> {
                    String sentence = candidate.name() + " can't be used: " + reason;
                    reasons.add(sentence);
                    if (!isLast) {
                        warnings.accept(sentence);
                    }
                }
                case ProbeResult.Usable usable -> {
                    Optional<String> lack = lack(candidate, usable.facts(), wish, device);
                    if (lack.isEmpty()) {
                        return new Selection.Chosen(candidate, usable.facts(),
                                why(candidate, wish));
                    }
                    reasons.add(candidate.name() + " " + lack.get());
                }
            }
        }
        return new Selection.None(reasons.isEmpty()
                ? notInstalled(wish)
                : "No llama.cpp can be used: " + String.join("; ", reasons));
    }

    /** Returns what a library that works does not have, and should. */
    private static Optional<String> lack(NativeCandidate candidate, NativeFacts facts,
            NativeWish wish, String device) {
        Optional<String> found = EnginePlan.device(facts.devices(), device);
        if (found.isEmpty()) {
            return Optional.of("has no device " + device + ", only "
                    + String.join(", ", facts.devices().stream().map(Device::name).toList()));
        }
        boolean optional = candidate.onlyForGpu() && wish instanceof NativeWish.Any;
        return optional && found.get().equals(Device.PROCESSOR)
                ? Optional.of("finds no GPU to use")
                : Optional.empty();
    }

    private static String why(NativeCandidate candidate, NativeWish wish) {
        return switch (wish) {
            case NativeWish.Any() -> candidate.onlyForGpu()
                    ? "there is a GPU"
                    : candidate.name().equals(NativeCandidate.JLLAMA)
                            ? "it is always there"
                            : "the newest that works here";
            case NativeWish.Jllama(),NativeWish.Installed _,NativeWish.In _ ->
                "the settings name it";
        };
    }

    private static String notInstalled(NativeWish wish) {
        return switch (wish) {
            case NativeWish.Installed(NpmPackage.Variant variant) ->
                NpmPackage.ofThisSystem(variant).isPresent()
                        ? "The llama.cpp for " + variant
                                + " is not installed: ./ringrank natives install " + variant
                        : "There is no llama.cpp for " + variant + " on this system";
            case NativeWish.Any(),NativeWish.Jllama(),NativeWish.In _ -> "No llama.cpp is there";
        };
    }
}
