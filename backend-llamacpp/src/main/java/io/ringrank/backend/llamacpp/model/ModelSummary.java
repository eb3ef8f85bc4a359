// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.model;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import java.util.List;
import java.util.Optional;

/**
 * What the head of a sound model file says about the model. Any thread.
 *
 * @param architecture the key {@code general.architecture}
 * @param name what the model calls itself; empty if it has no name
 * @param tensorTypes how its numbers are stored, most bytes first; at least one
 * @param newerOnly what in it llama.cpp b4916 doesn't know; empty if any build can run it
 */
public record ModelSummary(String architecture, ModelFamily family, String name,
        List<TypeTotal> tensorTypes, Shape shape, Vocabulary vocabulary, Head head,
        List<String> newerOnly) {

    public ModelSummary {
        tensorTypes = List.copyOf(tensorTypes);
        newerOnly = List.copyOf(newerOnly);
    }

    /** Returns how most of the numbers are stored. */
    public GgmlType fileType() {
        return tensorTypes.getFirst().type();
    }

    /** Returns the number of weights. */
    public long parameters() {
        return tensorTypes.stream().mapToLong(TypeTotal::values).sum();
    }

    /** Returns the size of all tensors in bytes. */
    public long weightsBytes() {
        return tensorTypes.stream().mapToLong(TypeTotal::bytes).sum();
    }

    /**
     * All tensors of one type.
     *
     * @param matrixBytes of those that activations are multiplied with; rows are taken of the rest
     */
    public record TypeTotal(GgmlType type, int tensors, long values, long bytes,
            long matrixBytes) {}

    /**
     * The numbers that tensors are made of, all positive.
     *
     * @param width of a token's vector
     * @param innerWidth of the feed-forward
     * @param keyHeads heads of keys and values, which groups of heads may share
     * @param contextTokens longest text the model was trained for
     */
    public record Shape(int layers, int width, int innerWidth, int heads, int keyHeads,
            int headWidth, int contextTokens) {}

    /**
     * What texts become.
     *
     * @param tokenizer the key {@code tokenizer.ggml.model}
     * @param tokens number of token ids
     * @param trieNodes of a unigram tokenizer: different beginnings of tokens; else 0
     * @param merges number of pairs that byte-pair encoding joins
     * @param pair the fixed tokens of a pair, for people
     */
    public record Vocabulary(String tokenizer, int tokens, long trieNodes, int merges,
            String pair) {}

    /**
     * What turns vectors into a score.
     *
     * @param pooling as the file names it, if it does
     * @param pooler whether a dense layer comes before the classifier
     * @param labels of the classifier's outputs; empty if the file doesn't name them
     * @param template whether the file has a template for pairs
     */
    public record Head(Optional<String> pooling, boolean pooler, List<String> labels,
            boolean template) {

        public Head {
            labels = List.copyOf(labels);
        }
    }
}
