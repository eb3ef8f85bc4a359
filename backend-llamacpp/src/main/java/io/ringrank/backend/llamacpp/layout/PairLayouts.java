// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.backend.llamacpp.layout.LayoutChoice.Chosen;
import io.ringrank.backend.llamacpp.layout.LayoutChoice.Refused;
import java.util.regex.Pattern;

/**
 * Chooses the pair layout of a model from what its file says. Any thread.
 */
public final class PairLayouts {
    private static final Pattern UINT31 = Pattern.compile("[0-9]{1,9}");

    private PairLayouts() {}

    /** Returns the layout of the family that the vocabulary belongs to, or why there is none. */
    public static LayoutChoice choose(VocabularyFacts facts) {
        return switch (facts.tokenizer()) {
            case "bert" -> wordPiece(facts);
            case "t5" -> unigram(facts);
            default -> new Refused("pairs are laid out for the tokenizers bert (WordPiece) and t5"
                    + " (XLM-RoBERTa); tokenizer.ggml.model is '" + facts.tokenizer() + "'");
        };
    }

    private static LayoutChoice wordPiece(VocabularyFacts facts) {
        // BERT has no EOS of its own; files that name one name [SEP].
        int sep = facts.sep() >= 0 ? facts.sep() : facts.eos();
        if (facts.documentOffset().isEmpty()) {
            return checked(facts, facts.tokens(),
                    new PairLayout.WordPiece(facts.bos(), sep, 0, facts.tokens()), facts.bos(),
                    sep);
        }
        String offset = facts.documentOffset().get();
        int textTokens = UINT31.matcher(offset).matches() ? Integer.parseInt(offset) : 0;
        if (textTokens == 0 || 2L * textTokens > facts.tokens()) {
            return new Refused(VocabularyFacts.DOCUMENT_OFFSET_KEY + " must be 1 to "
                    + facts.tokens() / 2 + ", half of the vocabulary; it is '" + offset + "'");
        }
        return checked(facts, textTokens,
                new PairLayout.WordPiece(facts.bos(), sep, textTokens, textTokens), facts.bos(),
                sep);
    }

    private static LayoutChoice unigram(VocabularyFacts facts) {
        if (facts.documentOffset().isPresent()) {
            return new Refused(VocabularyFacts.DOCUMENT_OFFSET_KEY
                    + " is for BERT files; tokenizer.ggml.model is 't5'");
        }
        return checked(facts, facts.tokens(),
                new PairLayout.Unigram(facts.bos(), facts.eos(), facts.tokens()), facts.bos(),
                facts.eos());
    }

    private static LayoutChoice checked(VocabularyFacts facts, int textTokens, PairLayout layout,
            int first, int last) {
        if (first < 0 || first >= textTokens || last < 0 || last >= textTokens) {
            return new Refused("a pair needs a token in front and one behind, with ids 0 to "
                    + (textTokens - 1) + "; the file gives bos " + facts.bos() + ", eos "
                    + facts.eos() + ", sep " + facts.sep());
        }
        return new Chosen(layout);
    }
}
