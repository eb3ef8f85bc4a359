// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.math.BigDecimal;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads whole numbers as clients write them: {@code 3}, {@code 3.0}, {@code "3"}. */
final class WholeNumber {

    /** Plain decimals only, without the exponents that BigDecimal would take. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,20}(\\.[0-9]{1,20})?");

    private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);

    private WholeNumber() {}

    /** Empty unless the text is a whole number from 0; what no int holds counts as the largest. */
    static OptionalInt parse(String text) {
        String stripped = text.strip();
        return DECIMAL.matcher(stripped).matches()
                ? of(new BigDecimal(stripped))
                : OptionalInt.empty();
    }

    /**
     * The same for a number of JSON, which may have an exponent. One that an exponent makes larger
     * than any int is a slip and not a count, so it is refused.
     */
    static OptionalInt ofJson(String number) {
        try {
            return of(new BigDecimal(number));
        } catch (NumberFormatException | ArithmeticException _) {
            // It is a number of JSON, so only its exponent can be more than a BigDecimal holds, as it is
            // or without its zeros.
            return OptionalInt.empty();
        }
    }

    private static OptionalInt of(BigDecimal number) {
        boolean whole = number.signum() >= 0 && number.stripTrailingZeros().scale() <= 0;
        if (whole && number.compareTo(INT_MAX) <= 0) {
            return OptionalInt.of(number.intValueExact());
        }
        // A negative scale comes from an exponent only.
        return whole && number.scale() >= 0
                ? OptionalInt.of(Integer.MAX_VALUE)
                : OptionalInt.empty();
    }
}
