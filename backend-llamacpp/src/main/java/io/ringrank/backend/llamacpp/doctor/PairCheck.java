// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import io.ringrank.backend.llamacpp.layout.LayoutChoice;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.layout.PairLayouts;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that the pairs of a family can be laid out, and compares them with those that llama.cpp's
 * own server would build by the switches of the file. One thread at a time.
 */
final class PairCheck {

    private static final String TYPES_KEY = "tokenizer.ggml.token_type_count";
    /** With these, and for WordPiece, llama.cpp separates texts unless the file says otherwise. */
    private static final Set<String> SEPARATING_PRE_TOKENIZERS =
            Set.of("jina-v1-en", "jina-v2-code", "roberta-bpe");

    private final ModelFamily family;
    private final String tokenizer;
    private final Metadata metadata;
    private final Findings findings;

    /** What llama.cpp puts round texts. */
    private record Switches(boolean bos, boolean eos, boolean sep) {}

    PairCheck(ModelFamily family, String tokenizer, Metadata metadata, Findings findings) {
        this.family = family;
        this.tokenizer = tokenizer;
        this.metadata = metadata;
        this.findings = findings;
    }

    /** The fixed tokens of the family's pairs, as people write them. */
    static String pair(ModelFamily family) {
        return switch (family) {
            case BERT, MODERN_BERT -> "[CLS] q [SEP] d [SEP]";
            case XLM_R, ROBERTA_BPE -> "<s> q </s></s> d </s>";
            case QWEN3 -> "a chat template round q and d";
        };
    }

    /** @param tokens size of the vocabulary */
    void run(SpecialTokens special, int tokens) {
        checkLayout(special, tokens);
        switch (family) {
            case BERT -> {
                if (offset().isEmpty()) {
                    checkSwitches();
                    checkSegments();
                }
            }
            case XLM_R, ROBERTA_BPE, MODERN_BERT -> checkSwitches();
            case QWEN3 -> {
                // The template says all.
            }
        }
    }

    private void checkLayout(SpecialTokens special, int tokens) {
        switch (family) {
            case BERT, XLM_R ->
                checkLayout(special, tokens, Optional.empty(),
                        "choose a file of a BERT or XLM-RoBERTa reranker");
            case ROBERTA_BPE, MODERN_BERT -> {
                // llama.cpp's defaults are words of GPT-2's vocabulary.
                named("bos", "cls");
                named("eos", "seperator");
            }
            case QWEN3 -> {
                Optional<String> template = metadata.text(VocabularyFacts.RERANK_TEMPLATE_KEY);
                if (template.isPresent()) {
                    checkLayout(special, tokens, template, Qwen3Check.CONVERT);
                }
            }
        }
    }

    private void checkLayout(SpecialTokens special, int tokens, Optional<String> template,
            String remedy) {
        VocabularyFacts facts = new VocabularyFacts(tokens, special.bos(), special.eos(),
                special.sep(), false, offset(), template);
        if (PairLayouts.choose(family, facts) instanceof LayoutChoice.Refused(String reason)) {
            findings.add(reason, remedy);
        }
    }

    private void named(String name, String otherName) {
        List<String> keys = List.of(SpecialTokens.PREFIX + name + "_token_id",
                SpecialTokens.PREFIX + otherName + "_token_id");
        if (keys.stream().noneMatch(metadata::has)) {
            findings.add("the keys " + keys.getFirst() + " and " + keys.getLast()
                    + " are missing, so a pair has no fixed tokens", Findings.CONVERT);
        }
    }

    private void checkSwitches() {
        String built = built(switches());
        String wanted = pair(family);
        if (!built.equals(wanted)) {
            findings.override("by the file's add_bos_token, add_eos_token and add_sep_token"
                    + " llama.cpp would build " + built + ": Ringrank builds " + wanted);
        }
    }

    private Switches switches() {
        boolean wordPiece = tokenizer.equals("bert");
        boolean unigram = tokenizer.equals("t5");
        boolean separates = wordPiece || (!unigram && metadata.text(BpeCheck.PRE_KEY)
                .filter(SEPARATING_PRE_TOKENIZERS::contains)
                .isPresent());
        return new Switches(truth("add_bos_token", wordPiece), truth("add_eos_token", unigram),
                truth("add_sep_token", separates));
    }

    private boolean truth(String name, boolean byDefault) {
        return metadata.value(SpecialTokens.PREFIX + name)
                .filter(GgufValue.Truth.class::isInstance)
                .map(value -> ((GgufValue.Truth) value).value())
                .orElse(byDefault);
    }

    /** As llama.cpp's server puts query and document together. */
    private String built(Switches switches) {
        boolean bert = family == ModelFamily.BERT || family == ModelFamily.MODERN_BERT;
        String start = bert ? "[CLS]" : "<s>";
        String end = bert ? "[SEP]" : "</s>";
        String between = (switches.eos() ? end : "") + (switches.sep() ? end : "");
        return (switches.bos() ? start + " " : "") + "q " + (between.isEmpty() ? "" : between + " ")
                + "d" + (switches.eos() ? " " + end : "");
    }

    /** llama.cpp feeds segment 0 to every token. */
    private void checkSegments() {
        if (metadata.number(TYPES_KEY).orElse(1) > 1) {
            findings.override(
                    "llama.cpp puts every token into segment 0: Ringrank puts the document"
                            + " into segment 1");
        }
    }

    private Optional<String> offset() {
        return metadata.value(VocabularyFacts.DOCUMENT_OFFSET_KEY)
                .map(value -> value instanceof GgufValue.Int(ValueType _, long number)
                        ? Long.toString(number)
                        : value.typeLabel());
    }
}
