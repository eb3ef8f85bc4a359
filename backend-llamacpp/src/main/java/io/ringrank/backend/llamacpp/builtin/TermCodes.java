// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import java.util.Random;

/**
 * One vector of {@link #BITS} signs for each term: as many plus as minus, and no two terms closer
 * than {@link #LARGEST_DOT}. Any thread; the same on every run and machine.
 */
final class TermCodes {

    /** The length of a code, which is also its dot product with itself. */
    static final int BITS = 128;
    /** The largest dot product of two different codes: layer 1 takes more for a match. */
    static final int LARGEST_DOT = BITS / 2;

    private static final int LEAST_DIFFERENT_BITS = (BITS - LARGEST_DOT) / 2;
    private static final int MOST_DRAWS = 1000;
    private static final long SEED = 0x52696e6772616e6bL;

    private final long[] low;
    private final long[] high;

    /**
     * Draws the codes. Two random codes are too close once in about 10^8 pairs, so a redraw is rare;
     * it is bounded all the same.
     */
    TermCodes(int terms) {
        low = new long[terms];
        high = new long[terms];
        // java.util.Random's sequence is part of its specification; that of newer ones is not.
        Random random = new Random(SEED);
        for (int term = 0; term < terms; term++) {
            draw(term, random);
        }
    }

    int size() {
        return low.length;
    }

    /** Returns +1 or -1. */
    int sign(int term, int bit) {
        long word = bit < Long.SIZE ? low[term] : high[term];
        return (word >>> bit & 1) == 1 ? 1 : -1;
    }

    /** Returns the dot product of two codes, from -{@link #BITS} to {@link #BITS}. */
    int dot(int a, int b) {
        return BITS - 2 * differentBits(a, b);
    }

    private int differentBits(int a, int b) {
        return Long.bitCount(low[a] ^ low[b]) + Long.bitCount(high[a] ^ high[b]);
    }

    private void draw(int term, Random random) {
        for (int draws = 0; draws < MOST_DRAWS; draws++) {
            drawBalanced(term, random);
            if (isFarFromEarlier(term)) {
                return;
            }
        }
        throw new IllegalStateException("no code is left for term " + term + ": use longer codes");
    }

    private void drawBalanced(int term, Random random) {
        low[term] = 0;
        high[term] = 0;
        for (int set = 0; set < BITS / 2;) {
            int bit = random.nextInt(BITS);
            long mask = 1L << bit;
            long[] half = bit < Long.SIZE ? low : high;
            if ((half[term] & mask) == 0) {
                half[term] |= mask;
                set++;
            }
        }
    }

    private boolean isFarFromEarlier(int term) {
        for (int other = 0; other < term; other++) {
            if (differentBits(term, other) < LEAST_DIFFERENT_BITS) {
                return false;
            }
        }
        return true;
    }
}
