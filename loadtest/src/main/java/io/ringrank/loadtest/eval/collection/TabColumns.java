// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code id TAB text}, or {@code id TAB title TAB text}.
 *
 * @param titles whether the third column may be there
 */
record TabColumns(boolean titles) implements TextFormat {

    @Override
    public @Nullable TextRow read(LineReader lines, String line, Set<String> wanted)
            throws BadFileException {
        int tab = line.indexOf('\t');
        if (tab < 1) {
            throw lines.bad("a line must be an id, a tab and a text, or a JSON object with _id and"
                    + " text; the first line decides which");
        }
        String id = line.substring(0, tab);
        if (!wanted.contains(id)) {
            return null;
        }
        String[] texts = line.substring(tab + 1).split("\t", -1);
        if (texts.length > (titles ? 2 : 1)) {
            throw lines.bad("there are " + (texts.length + 1) + " columns; there must be an id"
                    + (titles ? ", perhaps a title," : "") + " and a text");
        }
        return texts.length == 2
                ? new TextRow(id, texts[0], texts[1])
                : new TextRow(id, "", texts[0]);
    }
}
