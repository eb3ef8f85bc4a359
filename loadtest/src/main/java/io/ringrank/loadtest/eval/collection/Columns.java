// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Splits a line of a TREC file at white space, as C's {@code isspace} knows it. */
final class Columns {

    private static final String SPACE = " \t\r\f\u000b";

    private Columns() {}

    static List<String> split(String line) {
        StringTokenizer tokens = new StringTokenizer(line, SPACE);
        List<String> columns = new ArrayList<>();
        while (tokens.hasMoreTokens()) {
            columns.add(tokens.nextToken());
        }
        return columns;
    }

    /** trec_eval 10 knows lines that only comment. */
    static boolean isComment(String line) {
        return line.startsWith("#");
    }
}
