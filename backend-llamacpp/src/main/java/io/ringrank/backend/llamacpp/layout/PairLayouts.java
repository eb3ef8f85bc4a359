// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.backend.llamacpp.layout.LayoutChoice.Chosen;
import io.ringrank.backend.llamacpp.layout.LayoutChoice.Refused;
import io.ringrank.backend.llamacpp.layout.RerankTemplate.Reading;
import java.util.regex.Pattern;

/**
 * Chooses the pair layout of a model from what its file says. Any thread.
 */
public final class PairLayouts {
    private static final Pattern UINT31 = Pattern.compile("[0-9]{1,9}");

    private PairLayouts() {}

    /** Returns the layout of a file of that family, or why there is none. */
    public static LayoutChoice choose(ModelFamily family, VocabularyFacts facts) {
        if (family != ModelFamily.BERT && facts.documentOffset().isPresent()) {
            return new Refused(VocabularyFacts.DOCUMENT_OFFSET_KEY
                    + " is for files of the family BERT, and this one is of " + family);
        }
        int tokens = facts.tokens();
        return switch (family) {
            case BERT -> wordPiece(facts);
            case XLM_R, ROBERTA_BPE -> checked(facts, tokens,
                    new PairLayout.Roberta(family, facts.bos(), facts.eos(), tokens), facts.bos(),
                    facts.eos());
            case MODERN_BERT -> checked(facts, tokens,
                    new PairLayout.ModernBert(facts.bos(), separator(facts), tokens), facts.bos(),
                    separator(facts));
            case QWEN3 -> qwen3(facts);
        };
    }

    private static LayoutChoice wordPiece(VocabularyFacts facts) {
        int bos = facts.bos();
        int sep = separator(facts);
        int tokens = facts.tokens();
        if (facts.documentOffset().isEmpty()) {
            int offset = facts.segments() ? tokens : 0;
            return checked(facts, tokens, new PairLayout.WordPiece(bos, sep, offset, tokens), bos,
                    sep);
        }
        String offset = facts.documentOffset().get();
        int textTokens = UINT31.matcher(offset).matches() ? Integer.parseInt(offset) : 0;
        if (textTokens == 0 || 2L * textTokens > tokens) {
            return new Refused(VocabularyFacts.DOCUMENT_OFFSET_KEY + " must be 1 to " + tokens / 2
                    + ", half of the vocabulary; it is '" + offset + "'");
        }
        return checked(facts, textTokens,
                new PairLayout.WordPiece(bos, sep, textTokens, textTokens), bos, sep);
    }

    /** BERT has no EOS of its own; files that name one and no separator mean {@code [SEP]}. */
    private static int separator(VocabularyFacts facts) {
        return facts.sep() >= 0 ? facts.sep() : facts.eos();
    }

    private static LayoutChoice qwen3(VocabularyFacts facts) {
        if (facts.rerankTemplate().isEmpty()) {
            return new Refused("it lacks " + VocabularyFacts.RERANK_TEMPLATE_KEY
                    + ", which says how to ask for a judgement");
        }
        return switch (RerankTemplate.read(facts.rerankTemplate().get())) {
            case Reading.Read(RerankTemplate template) ->
                new Chosen(new PairLayout.Qwen3(template, facts.tokens()));
            case Reading.Faulty(String reason) -> new Refused(reason);
        };
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
