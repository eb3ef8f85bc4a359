// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufNumbers;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Checks the vocabulary: every token once, arrays of one length, what byte pairs need. One thread at
 * a time.
 */
final class VocabularyCheck {

    /** Four times the largest vocabularies there are; each token costs some hundred bytes here. */
    private static final int TOKENS_MAX = 1_000_000;

    private static final String PREFIX = SpecialTokens.PREFIX;
    private static final String TOKENS_KEY = PREFIX + "tokens";
    private static final String TYPES_KEY = PREFIX + "token_type";
    private static final String SCORES_KEY = PREFIX + "scores";
    private static final String CHARSMAP_KEY = PREFIX + "precompiled_charsmap";

    private static final int TYPE_BYTE = 6;
    private static final List<String> SWITCHES = List.of("add_bos_token", "add_eos_token",
            "add_sep_token", "add_space_prefix", "remove_extra_whitespaces");

    private final Metadata metadata;
    private final Findings findings;

    VocabularyCheck(Metadata metadata, Findings findings) {
        this.metadata = metadata;
        this.findings = findings;
    }

    /**
     * Returns the number of tokens, if that can be known.
     *
     * @param tokenizer {@code tokenizer.ggml.model}
     */
    OptionalInt run(String tokenizer) {
        Optional<GgufTexts> tokens =
                metadata.array(TOKENS_KEY, GgufTexts.class, "array of string");
        if (tokens.isEmpty()) {
            if (!metadata.has(TOKENS_KEY)) {
                metadata.missing(TOKENS_KEY);
            }
            return OptionalInt.empty();
        }
        int size = tokens.get().size();
        if (size > TOKENS_MAX) {
            findings.add(TOKENS_KEY + " has " + size + " tokens, and no known model has more than "
                    + TOKENS_MAX, Findings.CONVERT);
            return OptionalInt.empty();
        }
        checkDuplicates(tokens.get());
        checkTypes(size, tokenizer);
        checkScores(size);
        checkCharsmap();
        if (tokenizer.equals("gpt2")) {
            new BpeCheck(metadata, findings).run();
        }
        SWITCHES.forEach(name -> metadata.truth(PREFIX + name));
        return OptionalInt.of(size);
    }

    /** llama.cpp asserts that there are as many different tokens as tokens. */
    private void checkDuplicates(GgufTexts tokens) {
        Map<String, Integer> first = HashMap.newHashMap(tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            Integer twin = first.putIfAbsent(asStored(tokens, id), id);
            if (twin != null) {
                findings.add("in " + TOKENS_KEY + " the token " + Findings.quote(tokens.get(id))
                        + " is there twice, as " + twin + " and " + id
                        + ", which makes llama.cpp abort", Findings.CONVERT);
            }
        }
    }

    /** A token as llama.cpp keeps it: up to a zero byte, and with a name made up for an empty one. */
    private static String asStored(GgufTexts tokens, int id) {
        String token = tokens.bytesOf(id);
        int end = token.indexOf(0);
        String kept = end < 0 ? token : token.substring(0, end);
        return kept.isEmpty() ? "[EMPTY_" + id + "]" : kept;
    }

    private void checkTypes(int size, String tokenizer) {
        Optional<GgufNumbers> found =
                metadata.array(TYPES_KEY, GgufNumbers.class, "array of int32");
        if (found.isEmpty()) {
            return;
        }
        GgufNumbers types = found.get();
        if (types.type() != ValueType.INT32 && types.type() != ValueType.UINT32) {
            findings.add("the key " + TYPES_KEY + " must have the type array of int32 and has "
                    + types.typeLabel(), Findings.CONVERT);
        } else if (checkLength(TYPES_KEY, types, size)) {
            checkTypes(types, tokenizer);
        }
    }

    private void checkTypes(GgufNumbers types, String tokenizer) {
        for (int id = 0; id < types.size(); id++) {
            long type = types.integer(id);
            if (type < 0 || type > TYPE_BYTE) {
                findings.add(TYPES_KEY + " of the token " + id + " is " + type
                        + " and not one from 0 to " + TYPE_BYTE, Findings.CONVERT);
            } else if (type == TYPE_BYTE && tokenizer.equals("bert")) {
                findings.add(TYPES_KEY + " of the token " + id + " is " + type
                        + " (a byte), which makes llama.cpp abort on a WordPiece vocabulary",
                        Findings.CONVERT);
            }
        }
    }

    private void checkScores(int size) {
        Optional<GgufNumbers> found =
                metadata.array(SCORES_KEY, GgufNumbers.class, "array of float32");
        if (found.isEmpty()) {
            return;
        }
        GgufNumbers scores = found.get();
        if (scores.type() != ValueType.FLOAT32) {
            findings.add("the key " + SCORES_KEY + " must have the type array of float32 and has "
                    + scores.typeLabel(), Findings.CONVERT);
        } else if (checkLength(SCORES_KEY, scores, size)) {
            for (int id = 0; id < size; id++) {
                if (Double.isNaN(scores.real(id))) {
                    findings.add(SCORES_KEY + " of the token " + id + " is not a number",
                            Findings.CONVERT);
                }
            }
        }
    }

    /** llama.cpp reads these arrays by token id, without looking at their length. */
    private boolean checkLength(String key, GgufNumbers array, int size) {
        if (array.size() == size) {
            return true;
        }
        findings.add("the key " + key + " has " + array.size() + " elements for the " + size
                + " tokens of " + TOKENS_KEY, Findings.CONVERT);
        return false;
    }

    /** SentencePiece's normaliser: length of a table, the table, texts that each end with a zero. */
    private void checkCharsmap() {
        Optional<GgufNumbers> found =
                metadata.array(CHARSMAP_KEY, GgufNumbers.class, "array of uint8");
        if (found.isEmpty()) {
            return;
        }
        GgufNumbers map = found.get();
        int size = map.size();
        boolean bytes = map.type() == ValueType.UINT8 || map.type() == ValueType.INT8;
        if (!bytes || size < Integer.BYTES + 1 || map.integer(size - 1) != 0
                || tableBytes(map) > size - Integer.BYTES - 1) {
            findings.add("the key " + CHARSMAP_KEY + " is no table of characters: it is an "
                    + map.typeLabel() + " with " + size + " elements", Findings.CONVERT);
        }
    }

    private static long tableBytes(GgufNumbers map) {
        long length = 0;
        for (int i = Integer.BYTES - 1; i >= 0; i--) {
            length = (length << Byte.SIZE) | (map.integer(i) & 0xFF);
        }
        return length;
    }
}
