// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

/**
 * What a header may hold at most. Reading takes up to three times {@code headerBytesMax} of heap.
 * Any thread.
 *
 * @param headerBytesMax everything in front of the data
 * @param keysMax metadata keys
 * @param tensorsMax tensors
 */
public record GgufLimits(int headerBytesMax, int keysMax, int tensorsMax) {

    /**
     * Several times what is usual: the largest vocabularies, with merges and a tokenizer as JSON, take
     * about 30 MB; a model of 100 layers has some 1,500 tensors and 100 keys.
     */
    public static final GgufLimits DEFAULT = new GgufLimits(64 << 20, 4096, 32_768);
}
