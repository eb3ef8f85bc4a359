// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

/**
 * What became of an attempt to load a model. Any thread.
 */
public sealed interface LoadOutcome {

    /** The model is in memory; whoever gets it closes it. */
    record Loaded(LoadedModel model) implements LoadOutcome {}

    /**
     * The file can't be loaded or can't score rightly.
     *
     * @param reason a sentence for an operator, with the path and what was expected and found
     */
    record Refused(String reason) implements LoadOutcome {}
}
