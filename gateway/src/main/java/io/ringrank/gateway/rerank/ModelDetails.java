// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import java.util.List;

/**
 * What a model file is, for operators. Its texts come from the file: hostile, and perhaps long.
 * Immutable; any thread.
 *
 * @param overrides what is done otherwise than the file says; each is a sentence
 * @param newerOnly what in it llama.cpp b4916 doesn't know
 * @param architecture as llama.cpp names it
 * @param family whose pairs are laid out alike
 * @param name what it calls itself; empty if it has no name
 * @param fileType how most of its numbers are stored
 * @param tensorTypes how all of them are stored, most bytes first
 */
public record ModelDetails(List<String> overrides, List<String> newerOnly, String architecture,
        String family, String name, String fileType, long parameters, long weightsBytes,
        Shape shape, Vocabulary vocabulary, Head head, List<TensorTypeDetails> tensorTypes) {

    public ModelDetails {
        overrides = List.copyOf(overrides);
        newerOnly = List.copyOf(newerOnly);
        tensorTypes = List.copyOf(tensorTypes);
    }

    /** The numbers that tensors are made of. */
    public record Shape(int layers, int width, int innerWidth, int heads, int keyHeads,
            int headWidth, int contextTokens) {}

    /** @param pair the fixed tokens of a pair */
    public record Vocabulary(String tokenizer, int tokens, String pair) {}

    /**
     * What turns vectors into a score.
     *
     * @param pooling as the file names it; empty if it doesn't
     */
    public record Head(String pooling, boolean pooler, List<String> labels, boolean template) {

        public Head {
            labels = List.copyOf(labels);
        }
    }

    /** All tensors of one type. */
    public record TensorTypeDetails(String type, int tensors, long parameters, long bytes) {}
}
