// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.backend.llamacpp.layout.RerankTemplate.Instruction;
import io.ringrank.scheduler.pair.TokenRow;

/**
 * How the pairs of a model family are laid out as rows of tokens. Any thread.
 *
 * <p>The layouts are those the models were trained with (Hugging Face post-processors of the families,
 * the prompt of the Qwen3-Reranker model card), whatever the switches of a file say.
 */
public sealed interface PairLayout {

    /** Message of a request that gives an instruction to a model without one. */
    String NO_INSTRUCTION = "the model takes no instruction";

    /** Returns the family. */
    ModelFamily family();

    /** Returns name and version of the layout; part of a score's profile, so it changes with a row. */
    String id();

    /** Returns what is added to every token id of a document's text; 0 where segments don't matter. */
    default int documentOffset() {
        return 0;
    }

    /** Returns the number of ids that text can become before the offset is added. */
    int textVocabularyTokens();

    /** Returns whether a request may say what is judged. */
    default boolean takesInstruction() {
        return false;
    }

    /**
     * Returns the fixed tokens.
     *
     * @param instruction what is judged; empty for the model's default
     * @throws IllegalArgumentException if there is an instruction and the layout takes none
     */
    PairFrame frame(String instruction, TextTokenizer tokenizer);

    /** Returns whether text must never become an id, although the vocabulary may give it. */
    boolean isReserved(int id, TextTokenizer tokenizer);

    /**
     * BERT cross-encoders: {@code [CLS] query [SEP] | document [SEP]}.
     *
     * <p>llama.cpp feeds segment 0 to every token. So the segment is in the id: id + V stands for the
     * token id in segment 1. That may be a row of the file, or be made when the batch is.
     *
     * @param cls id of {@code [CLS]}
     * @param sep id of {@code [SEP]}
     * @param documentOffset V of a model with two segments, 0 of one without
     * @param textVocabularyTokens number of ids that text can become
     */
    record WordPiece(int cls, int sep, int documentOffset, int textVocabularyTokens)
            implements
                PairLayout {

        @Override
        public ModelFamily family() {
            return ModelFamily.BERT;
        }

        /** Version 1 knew segments in doubled vocabularies only. */
        @Override
        public String id() {
            return "bert/2";
        }

        /** The closing {@code [SEP]} belongs to segment 1, as in BERT's training. */
        @Override
        public PairFrame frame(String instruction, TextTokenizer tokenizer) {
            requireNone(instruction);
            return PairFrame.of(TokenRow.of(cls), TokenRow.of(sep),
                    TokenRow.of(sep + documentOffset));
        }

        @Override
        public boolean isReserved(int id, TextTokenizer tokenizer) {
            return id == cls || id == sep;
        }
    }

    /**
     * RoBERTa cross-encoders of all vocabularies: {@code <s> query </s></s> | document </s>}.
     *
     * @param family {@link ModelFamily#XLM_R} or {@link ModelFamily#ROBERTA_BPE}
     * @param bos id of {@code <s>}
     * @param eos id of {@code </s>}
     * @param textVocabularyTokens number of ids that text can become
     */
    record Roberta(ModelFamily family, int bos, int eos, int textVocabularyTokens)
            implements
                PairLayout {

        @Override
        public String id() {
            return family == ModelFamily.XLM_R ? "xlm-r/1" : "roberta-bpe/1";
        }

        @Override
        public PairFrame frame(String instruction, TextTokenizer tokenizer) {
            requireNone(instruction);
            return PairFrame.of(TokenRow.of(bos), TokenRow.of(eos, eos), TokenRow.of(eos));
        }

        @Override
        public boolean isReserved(int id, TextTokenizer tokenizer) {
            return id == bos || id == eos;
        }
    }

    /**
     * ModernBERT cross-encoders: {@code [CLS] query [SEP] | document [SEP]}, all in one segment.
     *
     * @param cls id of {@code [CLS]}
     * @param sep id of {@code [SEP]}
     * @param textVocabularyTokens number of ids that text can become
     */
    record ModernBert(int cls, int sep, int textVocabularyTokens) implements PairLayout {

        @Override
        public ModelFamily family() {
            return ModelFamily.MODERN_BERT;
        }

        @Override
        public String id() {
            return "modern-bert/1";
        }

        @Override
        public PairFrame frame(String instruction, TextTokenizer tokenizer) {
            requireNone(instruction);
            return PairFrame.of(TokenRow.of(cls), TokenRow.of(sep), TokenRow.of(sep));
        }

        @Override
        public boolean isReserved(int id, TextTokenizer tokenizer) {
            return id == cls || id == sep;
        }
    }

    /**
     * Qwen3 rerankers: the file's template with query and document filled in, the prefix shared up to the
     * document.
     *
     * @param template the file's own
     * @param textVocabularyTokens number of ids that text can become
     */
    record Qwen3(RerankTemplate template, int textVocabularyTokens) implements PairLayout {

        @Override
        public ModelFamily family() {
            return ModelFamily.QWEN3;
        }

        @Override
        public String id() {
            return "qwen3/1";
        }

        @Override
        public boolean takesInstruction() {
            return template.instruction().isPresent();
        }

        @Override
        public PairFrame frame(String instruction, TextTokenizer tokenizer) {
            TokenRow head = instruction.isEmpty()
                    ? new TokenRow(tokenizer.tokenizeMarkup(template.defaultHead()))
                    : head(instruction, tokenizer);
            return new PairFrame(head, new TokenRow(tokenizer.tokenizeMarkup(template.middle())),
                    new TokenRow(tokenizer.tokenizeMarkup(template.tail())), template.query(),
                    template.document());
        }

        private TokenRow head(String instruction, TextTokenizer tokenizer) {
            Instruction place = template.instruction()
                    .orElseThrow(() -> new IllegalArgumentException(NO_INSTRUCTION));
            return TokenRows.joined(tokenizer.tokenizeMarkup(template.head()),
                    tokenizer.tokenize(place.slot().around(instruction)),
                    tokenizer.tokenizeMarkup(place.rest()));
        }

        /** The template's words are text like any other; its control tokens are not. */
        @Override
        public boolean isReserved(int id, TextTokenizer tokenizer) {
            return tokenizer.isSpecial(id);
        }
    }

    private static void requireNone(String instruction) {
        if (!instruction.isEmpty()) {
            throw new IllegalArgumentException(NO_INSTRUCTION);
        }
    }
}
