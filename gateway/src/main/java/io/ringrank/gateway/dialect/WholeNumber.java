// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads whole numbers as clients write them: {@code 3}, {@code 3.0}, {@code "3"}. */
final class WholeNumber {

    /** Plain decimals only: Double.parseDouble alone would take "NaN", "0x1p3" and "1d" too. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,20}(\\.[0-9]{1,20})?");

    private WholeNumber() {}

    /** Empty unless the text is a whole number from 0; what no int holds counts as the largest. */
    static OptionalInt parse(String text) {
        String stripped = text.strip();
        return DECIMAL.matcher(stripped).matches()
                ? of(Double.parseDouble(stripped))
                : OptionalInt.empty();
    }

    /** The same for a number that was read already; doubles hold every int exactly. */
    static OptionalInt of(double number) {
        return number >= 0 && number == Math.rint(number)
                ? OptionalInt.of((int) Math.min(number, Integer.MAX_VALUE))
                : OptionalInt.empty();
    }
}
