// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import io.ringrank.gateway.cli.TerminalText;
import java.nio.file.Path;

/** A file of a test collection can't be used; the message says which, where and why. */
public final class BadFileException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int MESSAGE_CHARS_MAX = 500;

    private final String problem;

    BadFileException(Path file, String problem) {
        this(file + ": " + problem);
    }

    /** @param line counted from 1 */
    BadFileException(Path file, long line, String problem) {
        this(file + ", line " + line + ": " + problem);
    }

    private BadFileException(String problem) {
        super(problem);
        this.problem = TerminalText.shown(problem, MESSAGE_CHARS_MAX);
    }

    /** On one line and fit for a terminal, although parts of the file stand in it. */
    public String problem() {
        return problem;
    }
}
