// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.scheduler.core.LoadSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a deployment runs on and how it does, for operators. Immutable; any thread.
 *
 * @param engines by number, whether they run or not
 * @param load as its scheduler saw it a few milliseconds ago
 * @param queuedPairs that wait or run now
 * @param queuedBytes of text that wait or run now
 * @param model what it serves; empty until the file has been examined, or if it was refused
 * @param coming what is to take its place, and takes a part of the machine already
 */
public record TargetDetails(List<EngineDetails> engines, LoadSnapshot load, long queuedPairs,
        long queuedBytes, Optional<Model> model, Optional<Coming> coming) {

    public TargetDetails {
        engines = List.copyOf(engines);
    }

    /** Nothing comes in its place. */
    public TargetDetails(List<EngineDetails> engines, LoadSnapshot load, long queuedPairs,
            long queuedBytes, Optional<Model> model) {
        this(engines, load, queuedPairs, queuedBytes, model, Optional.empty());
    }

    /**
     * What is on its way.
     *
     * @param state one word, as of a deployment
     * @param message the same in a sentence
     */
    public record Coming(String state, String message, TargetDetails details) {}

    /**
     * One engine process.
     *
     * @param number in its deployment
     * @param state one word
     * @param message the same in a sentence, with the reason if it doesn't run
     * @param pid of the process; empty if it doesn't run
     */
    public record EngineDetails(int number, String state, String message, OptionalLong pid) {}

    /**
     * What a deployment serves.
     *
     * @param choice which file of its source it is, and why that one; empty if the source names it
     * @param pairTokensMax tokens of the longest pair that its engines take
     * @param memory empty if it is not known, as on a GPU
     */
    public record Model(ModelDetails details, String choice, int pairTokensMax,
            Optional<MemoryDetails> memory,
            SelfTestDetails selfTest) {}

    /**
     * Whether the model scores as it is known to.
     *
     * @param state one word: {@code none} if nothing is known of the model, {@code pending},
     *        {@code passed} or {@code failed}
     * @param verified whether the expected scores are known to be right for this server; if not, a
     *        failure is a warning
     * @param message the same in a sentence
     */
    public record SelfTestDetails(String state, boolean verified, String message) {}
}
