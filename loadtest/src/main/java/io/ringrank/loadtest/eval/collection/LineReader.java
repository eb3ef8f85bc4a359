// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a UTF-8 file line by line, holding one line at a time; unpacks it if its first bytes are
 * gzip's. Lines end with a line feed, or both a carriage return and one. One thread.
 */
final class LineReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LINE_BYTES_MAX = 16 << 20;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String REPLACEMENT = "\uFFFD";

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int from;
    private int to;
    private long line;

    private LineReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    static LineReader open(Path file) throws BadFileException {
        try {
            return new LineReader(file, unpacked(Files.newInputStream(file)));
        } catch (NoSuchFileException e) {
            throw new BadFileException(file, "there is no such file");
        } catch (IOException e) {
            throw new BadFileException(file, "can't be read: " + e.getMessage());
        }
    }

    /** The next line that is not blank, or null at the end. */
    @Nullable
    String next() throws BadFileException {
        String text = nextLine();
        while (text != null && text.isBlank()) {
            text = nextLine();
        }
        return text;
    }

    /** What to throw because of the line that {@link #next} gave last. */
    BadFileException bad(String problem) {
        return new BadFileException(file, line, problem);
    }

    @Override
    public void close() throws BadFileException {
        try {
            in.close();
        } catch (IOException e) {
            throw new BadFileException(file, "can't be read: " + e.getMessage());
        }
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        boolean opened = false;
        try {
            BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
            in.mark(2);
            int magic = in.read() << 8 | in.read();
            in.reset();
            InputStream unpacked =
                    magic == GZIP_MAGIC ? new GZIPInputStream(in, BUFFER_BYTES) : in;
            opened = true;
            return unpacked;
        } finally {
            if (!opened) {
                raw.close();
            }
        }
    }

    private @Nullable String nextLine() throws BadFileException {
        line++;
        bytes.reset();
        while (from < to || fill()) {
            int end = endOfLine();
            if (bytes.size() + end - from > LINE_BYTES_MAX) {
                throw bad("a line may have at most " + LINE_BYTES_MAX + " bytes");
            }
            bytes.write(buffer, from, end - from);
            boolean whole = end < to;
            from = whole ? end + 1 : end;
            if (whole) {
                return text();
            }
        }
        return bytes.size() == 0 ? null : text();
    }

    private int endOfLine() {
        int end = from;
        while (end < to && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean fill() throws BadFileException {
        try {
            from = 0;
            to = Math.max(0, in.read(buffer));
            return to > 0;
        } catch (ZipException | EOFException e) {
            throw bad("the gzip file is damaged or ends early: " + e.getMessage());
        } catch (IOException e) {
            throw bad("can't be read: " + e.getMessage());
        }
    }

    private String text() throws BadFileException {
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (text.contains(REPLACEMENT)) {
            requireUtf8();
        }
        int begin = line == 1 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
        int end = text.endsWith("\r") ? text.length() - 1 : text.length();
        return text.substring(begin, Math.max(begin, end));
    }

    /** The replacement character may stand in the file itself; only then is this the slow way. */
    private void requireUtf8() throws BadFileException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
        } catch (CharacterCodingException e) {
            throw bad("the text is not valid UTF-8");
        }
    }
}
