// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

/** Makes hostile text fit for a terminal, which must not obey what stands in it. Any thread. */
public final class TerminalText {

    private TerminalText() {}

    /**
     * The text on one line, without control characters.
     *
     * @param charsMax what is longer is cut there and ends with an ellipsis
     */
    public static String shown(String text, int charsMax) {
        String plain = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ");
        int chars = plain.codePointCount(0, plain.length());
        return chars <= charsMax
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, charsMax - 1)) + "…";
    }
}
