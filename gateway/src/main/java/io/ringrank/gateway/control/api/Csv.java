// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import java.util.List;
import java.util.stream.Collectors;

/** Writes lines of comma-separated values (RFC 4180). */
final class Csv {

    static final String TYPE = "text/csv; charset=utf-8";

    private Csv() {}

    static String line(List<Object> values) {
        return values.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A spreadsheet takes a text for a formula if it begins like one. */
    private static String cell(Object value) {
        String text = value.toString();
        boolean formula = !(value instanceof Number) && !text.isEmpty()
                && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && text.length() > 1;
        String safe = formula ? '\'' + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
