// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufNumbers;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import io.ringrank.backend.llamacpp.layout.LayoutChoice;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.layout.PairLayouts;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks the vocabulary: every token once, arrays of one length, special ids inside, and a layout
 * for its pairs. One thread at a time.
 */
final class VocabularyCheck {

    /** Four times the largest vocabularies there are; each token costs some hundred bytes here. */
    private static final int TOKENS_MAX = 1_000_000;

    private static final String PREFIX = "tokenizer.ggml.";
    private static final String TOKENS_KEY = PREFIX + "tokens";
    private static final String TYPES_KEY = PREFIX + "token_type";
    private static final String SCORES_KEY = PREFIX + "scores";
    private static final String CHARSMAP_KEY = PREFIX + "precompiled_charsmap";

    private static final int TYPE_BYTE = 6;
    /** Some converters write "none" so; llama.cpp takes its default then, as if the key were absent. */
    private static final long NO_ID = 0xFFFF_FFFFL;

    /** Ids that llama.cpp looks up; those without a default may be absent. */
    private static final List<String> OTHER_IDS = List.of("cls", "eot", "eom", "fim_pre", "fim_suf",
            "fim_mid", "fim_pad", "fim_rep", "fim_sep", "prefix", "suffix", "middle");

    private static final List<String> SWITCHES = List.of("add_bos_token", "add_eos_token",
            "add_sep_token", "add_space_prefix", "remove_extra_whitespaces");

    private final Metadata metadata;
    private final Findings findings;

    VocabularyCheck(Metadata metadata, Findings findings) {
        this.metadata = metadata;
        this.findings = findings;
    }

    /**
     * What llama.cpp takes for a special token that the file does not name; -1 for none. It uses
     * these without looking whether the vocabulary is that large (seen with b4916: a segmentation
     * fault). The key of the separator is misspelled in the format.
     */
    private record Defaults(int bos, int eos, int unknown, int seperator, int padding, int mask) {

        private static final Defaults WORD_PIECE = new Defaults(101, -1, 100, 102, 0, 103);
        private static final Defaults UNIGRAM = new Defaults(-1, 1, 2, -1, 0, -1);
        private static final Defaults NONE = new Defaults(-1, -1, -1, -1, -1, -1);
    }

    /** Returns the number of tokens, if that can be known. */
    OptionalLong run() {
        Optional<GgufTexts> tokens =
                metadata.array(TOKENS_KEY, GgufTexts.class, "array of string");
        if (tokens.isEmpty()) {
            if (!metadata.has(TOKENS_KEY)) {
                metadata.missing(TOKENS_KEY);
            }
            return OptionalLong.empty();
        }
        int size = tokens.get().size();
        String model = metadata.text(PREFIX + "model").orElse("");
        if (size > TOKENS_MAX) {
            findings.add(TOKENS_KEY + " has " + size + " tokens, and no known model has more than "
                    + TOKENS_MAX, Findings.CONVERT);
            return OptionalLong.empty();
        }
        checkDuplicates(tokens.get());
        checkTypes(size, model);
        checkScores(size);
        checkCharsmap();
        SWITCHES.forEach(name -> metadata.truth(PREFIX + name));
        checkLayout(model, size);
        return OptionalLong.of(size);
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

    private void checkTypes(int size, String model) {
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
            checkTypes(types, model);
        }
    }

    private void checkTypes(GgufNumbers types, String model) {
        for (int id = 0; id < types.size(); id++) {
            long type = types.integer(id);
            if (type < 0 || type > TYPE_BYTE) {
                findings.add(TYPES_KEY + " of the token " + id + " is " + type
                        + " and not one from 0 to " + TYPE_BYTE, Findings.CONVERT);
            } else if (type == TYPE_BYTE && model.equals("bert")) {
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

    private void checkLayout(String model, int tokens) {
        Defaults defaults = switch (model) {
            case "bert" -> Defaults.WORD_PIECE;
            case "t5" -> Defaults.UNIGRAM;
            default -> Defaults.NONE;
        };
        int bos = id("bos", defaults.bos(), tokens);
        int eos = id("eos", defaults.eos(), tokens);
        int sep = id("seperator", defaults.seperator(), tokens);
        id("unknown", defaults.unknown(), tokens);
        id("padding", defaults.padding(), tokens);
        id("mask", defaults.mask(), tokens);
        OTHER_IDS.forEach(name -> id(name, -1, tokens));
        if (findings.isEmpty()) {
            checkLayout(model, new VocabularyFacts(tokens, bos, eos, sep, false, offset(),
                    Optional.empty()));
        }
    }

    private void checkLayout(String model, VocabularyFacts facts) {
        LayoutChoice choice = ModelFamily.of("bert", model)
                .filter(family -> family != ModelFamily.ROBERTA_BPE)
                .map(family -> PairLayouts.choose(family, facts))
                .orElseGet(() -> new LayoutChoice.Refused("pairs are laid out for the tokenizers"
                        + " bert and t5; tokenizer.ggml.model is '" + model + "'"));
        if (choice instanceof LayoutChoice.Refused(String reason)) {
            findings.add(reason, "choose a file of a BERT or XLM-RoBERTa reranker");
        }
    }

    private Optional<String> offset() {
        return metadata.value(VocabularyFacts.DOCUMENT_OFFSET_KEY)
                .map(value -> value instanceof GgufValue.Int(ValueType _, long number)
                        ? Long.toString(number)
                        : value.typeLabel());
    }

    /** Returns the id that llama.cpp will use, negative for none. */
    private int id(String name, int byDefault, int tokens) {
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
            findings.add("the key " + key + " is " + given + ", but the vocabulary has " + tokens
                    + " tokens", Findings.CONVERT);
        } else if (byDefault >= tokens) {
            findings.add("the key " + key + " names no token, and llama.cpp's default " + byDefault
                    + " lies behind the vocabulary of " + tokens + " tokens", "set the key");
        }
        return byDefault;
    }
}
