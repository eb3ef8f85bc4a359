// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.LlamaModel;
import io.ringrank.backend.llamacpp.layout.TextTokenizer;

/** The tokenizer of a model that llama.cpp holds. Any thread. */
record LlamaTokenizer(LlamaModel model) implements TextTokenizer {

    @Override
    public int[] tokenize(String text) {
        return model.tokenize(text);
    }

    @Override
    public int[] tokenizeMarkup(String markup) {
        return model.tokenizeMarkup(markup);
    }

    @Override
    public boolean isSpecial(int id) {
        return model.isSpecial(id);
    }
}
