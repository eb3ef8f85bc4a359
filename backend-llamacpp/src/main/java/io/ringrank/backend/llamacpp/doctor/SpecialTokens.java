// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import java.util.List;
import java.util.OptionalLong;

/**
 * Checks the ids of special tokens, and says which ones llama.cpp will use; negative for none. Any
 * thread.
 *
 * @param bos starts a text
 * @param eos ends a text
 * @param sep separates texts
 */
record SpecialTokens(int bos, int eos, int sep) {

    static final String PREFIX = "tokenizer.ggml.";

    /** Some converters write "none" so; llama.cpp takes its default then, as if the key were absent. */
    private static final long NO_ID = 0xFFFF_FFFFL;

    /** Ids that llama.cpp looks up; those without a default may be absent. */
    private static final List<String> OTHER_IDS = List.of("cls", "eot", "eom", "fim_pre", "fim_suf",
            "fim_mid", "fim_pad", "fim_rep", "fim_sep", "prefix", "suffix", "middle");

    /**
     * What llama.cpp takes for a special token that the file does not name; -1 for none. It uses
     * these without looking whether the vocabulary is that large (seen with b4916: a segmentation
     * fault). The key of the separator is misspelled in the format.
     */
    private record Defaults(int bos, int eos, int unknown, int seperator, int padding, int mask) {

        private static final Defaults WORD_PIECE = new Defaults(101, -1, 100, 102, 0, 103);
        private static final Defaults UNIGRAM = new Defaults(-1, 1, 2, -1, 0, -1);
        private static final Defaults BPE = new Defaults(11, 11, -1, -1, -1, -1);
        private static final Defaults NONE = new Defaults(-1, -1, -1, -1, -1, -1);

        private static Defaults of(String tokenizer) {
            return switch (tokenizer) {
                case "bert" -> WORD_PIECE;
                case "t5" -> UNIGRAM;
                case "gpt2" -> BPE;
                default -> NONE;
            };
        }
    }

    /**
     * Looks at every id.
     *
     * @param tokenizer {@code tokenizer.ggml.model}
     * @param tokens size of the vocabulary
     */
    static SpecialTokens check(Metadata metadata, Findings findings, String tokenizer, int tokens) {
        Ids ids = new Ids(metadata, findings, tokens);
        Defaults defaults = Defaults.of(tokenizer);
        ids.id("unknown", defaults.unknown());
        ids.id("padding", defaults.padding());
        ids.id("mask", defaults.mask());
        OTHER_IDS.forEach(name -> ids.id(name, -1));
        return new SpecialTokens(ids.id("bos", defaults.bos()), ids.id("eos", defaults.eos()),
                ids.id("seperator", defaults.seperator()));
    }

    private record Ids(Metadata metadata, Findings findings, int tokens) {

        /** Returns the id that llama.cpp will use, negative for none. */
        int id(String name, int byDefault) {
            String key = PREFIX + name + "_token_id";
            OptionalLong found = metadata.uint32(key);
            if (found.isEmpty() && metadata.has(key)) {
                return byDefault;
            }
            long given = found.orElse(NO_ID);
            if (given < tokens) {
                return (int) given;
            }
            if (given != NO_ID) {
                findings.add("the key " + key + " is " + given + ", but the vocabulary has "
                        + tokens + " tokens", Findings.CONVERT);
            } else if (byDefault >= tokens) {
                findings.add("the key " + key + " names no token, and llama.cpp's default "
                        + byDefault + " lies behind the vocabulary of " + tokens + " tokens",
                        "set the key");
            }
            return byDefault;
        }
    }
}
