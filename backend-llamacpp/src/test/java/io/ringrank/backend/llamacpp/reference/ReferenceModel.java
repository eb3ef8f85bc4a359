// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import io.ringrank.backend.llamacpp.gguf.GgufFile;

/**
 * Scores one pair at a time, slowly and in double precision: what llama.cpp is measured against. Any
 * thread.
 *
 * <p>The passes are written from the definitions of the architectures, with the functions that ggml
 * uses for them (the tanh form of GELU, rotary pairs half a head apart). They read all numbers from
 * the file and know nothing of batches, threads or how the file was made.
 */
public interface ReferenceModel {

    /**
     * Returns the raw score of a row.
     *
     * @param ids token ids; with V rows in the file, id + V is the token id in segment 1
     */
    double score(int... ids);

    /** Returns the forward pass of the file's architecture. */
    static ReferenceModel of(GgufFile file) {
        String architecture = (String) file.get("general.architecture");
        return switch (architecture) {
            case "bert" -> new ReferenceBert(file);
            case "jina-bert-v2" -> new ReferenceJinaBert(file);
            case "modern-bert" -> new ReferenceModernBert(file);
            case "qwen3" -> new ReferenceQwen3(file);
            default -> throw new IllegalArgumentException(architecture);
        };
    }
}
