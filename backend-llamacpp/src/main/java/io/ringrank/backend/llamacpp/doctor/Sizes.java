// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

/** The numbers that shapes are made of, all positive. Any thread. */
record Sizes(int width, int inner, int context, int layers, int heads, int keyHeads,
        int headWidth) {

    /** Width of all queries of a token. */
    long queryWidth() {
        return (long) heads * headWidth;
    }

    /** Width of all keys of a token, and of all values. */
    long keyWidth() {
        return (long) keyHeads * headWidth;
    }
}
