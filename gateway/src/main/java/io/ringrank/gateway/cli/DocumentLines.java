// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads documents, one a line; an empty line is an empty document, so that indexes are lines. */
final class DocumentLines {

    private static final int BYTES_MAX = 64 << 20;

    private DocumentLines() {}

    /** @param file a path, or {@code -} for standard input */
    static List<String> read(String file, InputStream standardInput) throws CommandFailedException {
        try {
            if (file.equals("-")) {
                return lines(standardInput);
            }
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return lines(in);
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailedException(file + ": there is no such file");
        } catch (IOException e) {
            throw new CommandFailedException(file + ": can't be read: " + e);
        }
    }

    private static List<String> lines(InputStream in) throws IOException, CommandFailedException {
        byte[] bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new CommandFailedException("documents of more than " + BYTES_MAX + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
}
