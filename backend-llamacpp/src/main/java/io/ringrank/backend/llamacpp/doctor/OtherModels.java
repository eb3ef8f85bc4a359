// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import java.util.Locale;
import java.util.Set;

/** Says why a model of an architecture that can't rerank here can't. One thread at a time. */
final class OtherModels {

    private static final String RERANKERS =
            "choose a reranker of the architecture bert, jina-bert-v2, modern-bert or qwen3";

    /** llama.cpp loads no classifier for these, so what they have is a vector for a text. */
    private static final Set<String> EMBEDDERS = Set.of("nomic-bert", "nomic-bert-moe",
            "jina-bert-v3", "eurobert", "gemma-embedding", "t5encoder", "llama-embed");

    private OtherModels() {}

    /** Adds the finding. */
    static void explain(String architecture, Metadata metadata, Findings findings) {
        String fault = "the key general.architecture is " + Findings.quote(architecture);
        if (EMBEDDERS.contains(architecture)) {
            findings.add(fault + ", an embedding model: llama.cpp has no classifier for it, so it"
                    + " can't score pairs", RERANKERS);
            return;
        }
        String name = metadata.modelName().toLowerCase(Locale.ROOT);
        String way = name.contains("rerank") || name.contains("rank-") ? wayOf(architecture) : "";
        if (way.isEmpty()) {
            findings.add(fault + ", which is not a reranker that llama.cpp can run (a chat model"
                    + " has no classifier)", RERANKERS);
        } else {
            findings.add(fault + ", and rerankers of it " + way + ", which llama.cpp can't do",
                    RERANKERS);
        }
    }

    /** How the rerankers of an architecture score; empty if there are none known. */
    private static String wayOf(String architecture) {
        return switch (architecture) {
            case "qwen2" -> "score by the logits of the tokens 0 and 1 after a prompt of their own"
                    + " (mxbai-rerank-v2)";
            case "qwen2vl", "qwen3vl" -> "score by a projector of their own behind the last token"
                    + " (jina-reranker-m0)";
            case "gemma", "gemma2", "gemma3" -> "score by the logit of the token Yes after a prompt"
                    + " of their own (bge-reranker-v2-gemma)";
            case "minicpm" ->
                "score by a head behind any layer (bge-reranker-v2-minicpm-layerwise)";
            case "llama" -> "let each token see those behind it, too (llama-nemotron-rerank)";
            default -> "";
        };
    }
}
