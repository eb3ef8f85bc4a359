// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.io.PrintStream;
import java.util.List;

/** Prints rows so that their columns stand below each other. Any thread. */
final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {}

    /** @param rows may differ in length; a cell has no line breaks */
    static void print(List<List<String>> rows, PrintStream out) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            // The last cell of a row has nothing to its right.
            for (int i = 0; i + 1 < row.size(); i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i + 1 < row.size()) {
                    line.repeat(' ', widths[i] - length(row.get(i))).append(GAP);
                }
            }
            out.println(line);
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
