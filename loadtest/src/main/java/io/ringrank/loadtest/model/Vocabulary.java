// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.model;

import io.ringrank.backend.llamacpp.gguf.GgufWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.IntStream;

/**
 * A vocabulary of a given size: special tokens, single characters for every ASCII text, English
 * words, then words that are made up of syllables. No token is there twice, because llama.cpp ends
 * the process over that.
 */
final class Vocabulary {

    /** In front of what begins a word, in files of both families. */
    private static final String WORD_START = "\u2581";
    private static final String CONSONANTS = "bcdfghjklmnpqrstvwxz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = CONSONANTS.length() * VOWELS.length();

    /** Token types of GGUF. */
    private static final int TYPE_NORMAL = 1;
    private static final int TYPE_UNKNOWN = 2;
    private static final int TYPE_CONTROL = 3;

    /** Unigram scores: one word is likelier than the characters it is made of. */
    private static final float WORD_SCORE = -8;
    private static final float CHARACTER_SCORE = -16;

    private final ModelShape.Family family;
    private final List<String> tokens;
    private final int firstWord;

    Vocabulary(ModelShape.Family family, int size) {
        this.family = family;
        SequencedSet<String> all = new LinkedHashSet<>(specials(family));
        for (char c = '!'; c <= '~'; c++) {
            all.add(WORD_START + c);
            all.add(String.valueOf(c));
        }
        firstWord = all.size();
        if (size < firstWord) {
            throw new IllegalArgumentException(
                    "a vocabulary needs " + firstWord + " tokens at least, not " + size);
        }
        for (int i = 0; i < EnglishWords.ALL.size() && all.size() < size; i++) {
            all.add(WORD_START + EnglishWords.ALL.get(i));
        }
        for (int number = 0; all.size() < size; number++) {
            all.add(WORD_START + word(number));
        }
        tokens = new ArrayList<>(all);
    }

    /** The n-th word of two syllables or more. */
    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number + SYLLABLES; rest > 0; rest /= SYLLABLES) {
            int syllable = rest % SYLLABLES;
            word.append(CONSONANTS.charAt(syllable / VOWELS.length()))
                    .append(VOWELS.charAt(syllable % VOWELS.length()));
        }
        return word.toString();
    }

    private static List<String> specials(ModelShape.Family family) {
        return switch (family) {
            case BERT -> List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
            case XLM_ROBERTA, XLM_ROBERTA_UNMARKED ->
                List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>");
        };
    }

    List<String> tokens() {
        return tokens;
    }

    void addTo(GgufWriter file) {
        file.putStrings("tokenizer.ggml.tokens", tokens)
                .putInts("tokenizer.ggml.token_type",
                        IntStream.range(0, tokens.size()).map(this::type).toArray());
        switch (family) {
            case BERT -> file.putString("tokenizer.ggml.model", "bert")
                    .putUint32("tokenizer.ggml.token_type_count", 2)
                    .putUint32("tokenizer.ggml.padding_token_id", 0)
                    .putUint32("tokenizer.ggml.unknown_token_id", 1)
                    .putUint32("tokenizer.ggml.bos_token_id", 2)
                    .putUint32("tokenizer.ggml.cls_token_id", 2)
                    // The misspelling is the key's name.
                    .putUint32("tokenizer.ggml.seperator_token_id", 3)
                    .putUint32("tokenizer.ggml.mask_token_id", 4);
            case XLM_ROBERTA -> addUnigrams(file);
            case XLM_ROBERTA_UNMARKED -> {
                addUnigrams(file);
                file.putBoolean("tokenizer.ggml.add_bos_token", false)
                        .putBoolean("tokenizer.ggml.add_eos_token", false);
            }
        }
    }

    private void addUnigrams(GgufWriter file) {
        file.putString("tokenizer.ggml.model", "t5")
                .putFloats("tokenizer.ggml.scores", scores())
                .putUint32("tokenizer.ggml.token_type_count", 1)
                .putUint32("tokenizer.ggml.bos_token_id", 0)
                .putUint32("tokenizer.ggml.padding_token_id", 1)
                .putUint32("tokenizer.ggml.eos_token_id", 2)
                .putUint32("tokenizer.ggml.seperator_token_id", 2)
                .putUint32("tokenizer.ggml.unknown_token_id", 3)
                .putUint32("tokenizer.ggml.mask_token_id", 4)
                .putBoolean("tokenizer.ggml.add_space_prefix", true);
    }

    int typeCount() {
        return switch (family) {
            case BERT -> 2;
            case XLM_ROBERTA, XLM_ROBERTA_UNMARKED -> 1;
        };
    }

    private int type(int id) {
        String token = tokens.get(id);
        if (id >= specials(family).size()) {
            return TYPE_NORMAL;
        }
        return token.equals("[UNK]") || token.equals("<unk>") ? TYPE_UNKNOWN : TYPE_CONTROL;
    }

    private float[] scores() {
        float[] scores = new float[tokens.size()];
        for (int id = specials(family).size(); id < scores.length; id++) {
            scores[id] = id < firstWord ? CHARACTER_SCORE : WORD_SCORE;
        }
        return scores;
    }
}
