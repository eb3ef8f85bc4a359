// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.Optional;

/**
 * What a model file says about its vocabulary, as found and not yet believed. Any thread.
 *
 * @param tokenizer GGUF key {@code tokenizer.ggml.model}, empty when absent
 * @param tokens number of token ids
 * @param bos id that starts a text, negative when there is none; WordPiece's {@code [CLS]}
 * @param eos id that ends a text, negative when there is none
 * @param sep id that separates texts, negative when there is none
 * @param documentOffset GGUF key {@value #DOCUMENT_OFFSET_KEY} as text
 */
public record VocabularyFacts(String tokenizer, int tokens, int bos, int eos, int sep,
        Optional<String> documentOffset) {

    /** GGUF key, uint32: V of a file whose rows V to 2V - 1 are the tokens of documents. */
    public static final String DOCUMENT_OFFSET_KEY = "ringrank.document_vocab_offset";
}
