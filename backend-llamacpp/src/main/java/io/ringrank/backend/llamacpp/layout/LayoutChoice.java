// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

/**
 * Which pair layout a model wants, or why none can be had. Any thread.
 */
public sealed interface LayoutChoice {

    /** The layout of the model's family, with the model's own token ids. */
    record Chosen(PairLayout layout) implements LayoutChoice {}

    /**
     * No layout fits the model, so its scores would be wrong.
     *
     * @param reason what was expected and found, without the file's path
     */
    record Refused(String reason) implements LayoutChoice {}
}
