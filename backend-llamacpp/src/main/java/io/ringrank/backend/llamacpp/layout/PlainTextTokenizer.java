// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.Arrays;

/**
 * Leaves out of a text the ids that text must not become. A vocabulary may declare its control tokens
 * as user-defined, and llama.cpp finds those in any text; ids behind the text vocabulary would put
 * text into the other segment. Any thread.
 */
final class PlainTextTokenizer implements TextTokenizer {

    private final PairLayout layout;
    private final TextTokenizer tokenizer;

    PlainTextTokenizer(PairLayout layout, TextTokenizer tokenizer) {
        this.layout = layout;
        this.tokenizer = tokenizer;
    }

    @Override
    public int[] tokenize(String text) {
        int[] ids = tokenizer.tokenize(text);
        int kept = 0;
        for (int id : ids) {
            if (id < layout.textVocabularyTokens() && !layout.isReserved(id, tokenizer)) {
                ids[kept++] = id;
            }
        }
        return Arrays.copyOf(ids, kept);
    }

    @Override
    public int[] tokenizeMarkup(String markup) {
        return tokenizer.tokenizeMarkup(markup);
    }

    @Override
    public boolean isSpecial(int id) {
        return tokenizer.isSpecial(id);
    }
}
