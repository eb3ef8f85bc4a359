// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A way to write ids and texts, one row a line. */
sealed interface TextFormat permits JsonLines, TabColumns {

    /** Recognises the format by its first line. */
    static TextFormat of(String firstLine, boolean titles) {
        return firstLine.stripLeading().startsWith("{") ? new JsonLines() : new TabColumns(titles);
    }

    /**
     * Reads one line.
     *
     * @param lines where the line comes from, for messages
     * @return null if the row is not among the wanted
     */
    @Nullable
    TextRow read(LineReader lines, String line, Set<String> wanted) throws BadFileException;
}
