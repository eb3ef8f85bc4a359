// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.Optional;

/**
 * What a model file says about its vocabulary, as found and not yet believed. Any thread.
 *
 * @param tokens number of token ids
 * @param bos id that starts a text, negative when there is none; WordPiece's {@code [CLS]}
 * @param eos id that ends a text, negative when there is none
 * @param sep id that separates texts, negative when there is none
 * @param segments whether the file has an embedding for a second segment that differs from the first
 * @param documentOffset GGUF key {@value #DOCUMENT_OFFSET_KEY} as text
 * @param rerankTemplate GGUF key {@value #RERANK_TEMPLATE_KEY}
 */
public record VocabularyFacts(int tokens, int bos, int eos, int sep, boolean segments,
        Optional<String> documentOffset, Optional<String> rerankTemplate) {

    /** GGUF key, uint32: V of a file whose rows V to 2V - 1 are the tokens of documents. */
    public static final String DOCUMENT_OFFSET_KEY = "ringrank.document_vocab_offset";
    /** GGUF key, string: what stands round {@code {query}} and {@code {document}}. */
    public static final String RERANK_TEMPLATE_KEY = "tokenizer.chat_template.rerank";
}
