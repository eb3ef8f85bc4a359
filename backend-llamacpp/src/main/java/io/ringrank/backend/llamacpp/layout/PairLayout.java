// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.pair.TokenRow;

/**
 * Where the fixed tokens of a pair stand: {@code beforeQuery query afterQuery | document
 * afterDocument}. The bar is where the shared prefix ends. Any thread.
 *
 * <p>The layouts are those the models were trained with (Hugging Face post-processors of the families).
 */
public sealed interface PairLayout {

    /** Returns name and version of the layout; part of a score's profile, so it changes with a row. */
    String id();

    /** Returns the fixed tokens in front of the query. */
    TokenRow beforeQuery();

    /** Returns the fixed tokens between query and document. */
    TokenRow afterQuery();

    /** Returns the fixed tokens behind the document. */
    TokenRow afterDocument();

    /** Returns what is added to every token id of a document's text; 0 in an ordinary vocabulary. */
    int documentOffset();

    /** Returns the number of ids that text can become before the offset is added. */
    int textVocabularyTokens();

    /** Returns whether an id is one of the layout's fixed tokens, so that text must never become it. */
    boolean isFixed(int id);

    /** Returns whether a request may say what is judged. */
    default boolean takesInstruction() {
        return false;
    }

    /**
     * BERT cross-encoders: {@code [CLS] query [SEP] | document [SEP]}.
     *
     * <p>llama.cpp feeds segment 0 to every token. A file with a doubled vocabulary carries the segment
     * in the id instead: id + V stands for the token id in segment 1.
     *
     * @param cls id of {@code [CLS]}
     * @param sep id of {@code [SEP]}
     * @param documentOffset V of a doubled vocabulary, 0 of an ordinary one
     * @param textVocabularyTokens number of ids that text can become
     */
    record WordPiece(int cls, int sep, int documentOffset, int textVocabularyTokens)
            implements
                PairLayout {

        @Override
        public String id() {
            return "bert/1";
        }

        @Override
        public TokenRow beforeQuery() {
            return TokenRow.of(cls);
        }

        @Override
        public TokenRow afterQuery() {
            return TokenRow.of(sep);
        }

        /** The closing {@code [SEP]} belongs to segment 1, as in BERT's training. */
        @Override
        public TokenRow afterDocument() {
            return TokenRow.of(sep + documentOffset);
        }

        @Override
        public boolean isFixed(int id) {
            return id == cls || id == sep;
        }
    }

    /**
     * XLM-RoBERTa cross-encoders: {@code <s> query </s></s> | document </s>}.
     *
     * @param bos id of {@code <s>}
     * @param eos id of {@code </s>}
     * @param textVocabularyTokens number of ids that text can become
     */
    record Unigram(int bos, int eos, int textVocabularyTokens) implements PairLayout {

        @Override
        public String id() {
            return "xlm-r/1";
        }

        @Override
        public TokenRow beforeQuery() {
            return TokenRow.of(bos);
        }

        @Override
        public TokenRow afterQuery() {
            return TokenRow.of(eos, eos);
        }

        @Override
        public TokenRow afterDocument() {
            return TokenRow.of(eos);
        }

        @Override
        public int documentOffset() {
            return 0;
        }

        @Override
        public boolean isFixed(int id) {
            return id == bos || id == eos;
        }
    }
}
