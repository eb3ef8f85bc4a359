// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import java.util.BitSet;

/** Counts how many different beginnings texts have: the nodes of their trie. Any thread. */
final class TextPrefixes {

    /*
     * Linear counting (Whang and others, 1990): every beginning sets a bit by its hash, and the share
     * of bits that stay clear tells how many different ones there were. With at least as many bits as
     * beginnings the error is far below one per cent.
     */
    private static final int BITS_MIN = 1 << 16;
    private static final long SEED = 0xCBF2_9CE4_8422_2325L;
    private static final long FACTOR = 0x0000_0100_0000_01B3L;

    private TextPrefixes() {}

    /** Returns about how many there are. */
    static long count(GgufTexts texts) {
        int bits = Math.max(BITS_MIN, Integer.highestOneBit(Math.max(1, texts.totalBytes())) << 1);
        BitSet set = new BitSet(bits);
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.bytesOf(i);
            long hash = SEED;
            for (int k = 0; k < text.length(); k++) {
                hash = (hash ^ text.charAt(k)) * FACTOR;
                set.set((int) (mixed(hash) & (bits - 1)));
            }
        }
        double clear = bits - set.cardinality();
        return Math.round(-bits * Math.log(Math.max(1, clear) / bits));
    }

    private static long mixed(long hash) {
        long h = (hash ^ (hash >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
        return h ^ (h >>> 29);
    }
}
