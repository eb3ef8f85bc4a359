// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.scheduler.core.LoadSnapshot;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a deployment runs on and how it does, for operators. Immutable; any thread.
 *
 * @param engines by number, whether they run or not
 * @param load as its scheduler saw it a few milliseconds ago
 * @param queuedPairs that wait or run now
 * @param queuedBytes of text that wait or run now
 */
public record TargetDetails(List<EngineDetails> engines, LoadSnapshot load, long queuedPairs,
        long queuedBytes) {

    public TargetDetails {
        engines = List.copyOf(engines);
    }

    /**
     * One engine process.
     *
     * @param number in its deployment
     * @param state one word
     * @param message the same in a sentence, with the reason if it doesn't run
     * @param pid of the process; empty if it doesn't run
     */
    public record EngineDetails(int number, String state, String message, OptionalLong pid) {}
}
