// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes that decide how long a model computes. Any thread.
 *
 * @param name for files and reports, in lower case
 * @param vocabularyTokens number of token ids
 * @param contextTokens the longest pair
 * @param width of a token's vector; a multiple of {@code heads} and, for Q8_0, of 32
 * @param inner width of the feed-forward part
 */
public record ModelShape(String name, Family family, int vocabularyTokens, int contextTokens,
        int layers, int width, int inner, int heads) {

    /** cross-encoder/ms-marco-MiniLM-L6-v2 (its config.json): 23 million weights. */
    public static final ModelShape MINILM_L6 =
            new ModelShape("minilm-l6", Family.BERT, 30_522, 512, 6, 384, 1_536, 12);

    /**
     * nreimers/mMiniLMv2-L6-H384-distilled-from-XLMR-Large (its config.json): layers like those of
     * MiniLM-L6, and pairs that jllama's own server can rank, too.
     */
    public static final ModelShape MMINILM_L6 = new ModelShape("mminilm-l6",
            Family.XLM_ROBERTA_UNMARKED, 250_002, 512, 6, 384, 1_536, 12);

    /** BAAI/bge-reranker-v2-m3 (its config.json): 568 million weights. */
    public static final ModelShape BGE_RERANKER_V2_M3 = new ModelShape("bge-reranker-v2-m3",
            Family.XLM_ROBERTA, 250_002, 8_192, 24, 1_024, 4_096, 16);

    /** Those that the command line knows. */
    public static final List<ModelShape> KNOWN = List.of(MINILM_L6, MMINILM_L6, BGE_RERANKER_V2_M3);

    /** Whose tokenizer and fixed tokens the file has; llama.cpp computes both alike. */
    public enum Family {
        /** WordPiece. */
        BERT,
        /** SentencePiece's unigram model. */
        XLM_ROBERTA,
        /**
         * The same, and the file says that texts get no fixed tokens by themselves: jllama's own server
         * would put them around query and document, and once more around the pair.
         */
        XLM_ROBERTA_UNMARKED
    }

    /**
     * The known shape of that name.
     *
     * @throws IllegalArgumentException that names those there are
     */
    public static ModelShape named(String name) {
        return KNOWN.stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no shape is called \"" + name
                        + "\"; there are "
                        + KNOWN.stream().map(ModelShape::name).collect(Collectors.joining(", "))));
    }
}
