// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads the texts of some ids out of a file that may have many more. One thread. */
final class TextReader {

    /** What a text takes beside its characters: the object, its id, its place in the map. */
    private static final int OVERHEAD_BYTES = 160;

    private final Path file;
    private final boolean titles;
    private final Function<TextRow, String> content;
    private final long bytesMax;

    /**
     * @param titles whether a row may have one
     * @param content what is kept of a row
     * @param bytesMax how much memory the texts may take
     */
    TextReader(Path file, boolean titles, Function<TextRow, String> content, long bytesMax) {
        this.file = file;
        this.titles = titles;
        this.content = content;
        this.bytesMax = bytesMax;
    }

    /**
     * Reads until all are there.
     *
     * @param what one of the wanted, for messages
     */
    Map<String, String> read(Set<String> wanted, String what) throws BadFileException {
        Map<String, String> texts = new HashMap<>();
        try (LineReader lines = LineReader.open(file)) {
            String line = lines.next();
            TextFormat format = TextFormat.of(line == null ? "" : line, titles);
            long bytes = 0;
            while (line != null && texts.size() < wanted.size()) {
                TextRow row = format.read(lines, line, wanted);
                if (row != null) {
                    bytes += keep(lines, row, texts);
                }
                if (bytes > bytesMax) {
                    throw lines.bad("the texts to keep take more than " + (bytesMax >> 20)
                            + " MiB; ask for fewer with --limit or --top-k, or set"
                            + " RINGRANK_JAVA_OPTS=-Xmx8g");
                }
                line = lines.next();
            }
        }
        requireAll(wanted, texts, what);
        return texts;
    }

    private long keep(LineReader lines, TextRow row, Map<String, String> texts)
            throws BadFileException {
        String text = content.apply(row);
        if (texts.put(row.id(), text) != null) {
            throw lines.bad("the id " + row.id() + " is there twice");
        }
        return bytes(text);
    }

    static long bytes(String text) {
        return OVERHEAD_BYTES + 2L * text.length();
    }

    private void requireAll(Set<String> wanted, Map<String, String> texts, String what)
            throws BadFileException {
        if (texts.size() < wanted.size()) {
            Set<String> missing = new HashSet<>(wanted);
            missing.removeAll(texts.keySet());
            throw new BadFileException(file, "has no text for " + missing.size() + " of the "
                    + wanted.size() + " wanted; " + what + " " + missing.iterator().next()
                    + " of the run is one");
        }
    }
}
