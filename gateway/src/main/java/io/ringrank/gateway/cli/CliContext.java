// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Progress;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a command.
 *
 * @param home the folder of the launcher, or null if the program was started without it
 * @param out results, and nothing else
 * @param err progress and problems
 * @param terminal whether somebody watches {@code err}
 */
public record CliContext(Map<String, String> environment, @Nullable Path home, InputStream in,
        PrintStream out, PrintStream err, boolean terminal) {

    public CliContext {
        environment = Map.copyOf(environment);
    }

    /** Without a terminal. */
    public CliContext(Map<String, String> environment, @Nullable Path home, InputStream in,
            PrintStream out, PrintStream err) {
        this(environment, home, in, out, err, false);
    }

    /** Of this process; what it writes is UTF-8 whatever the locale says. */
    static CliContext ofProcess() {
        String home = System.getProperty("ringrank.home");
        return new CliContext(System.getenv(), home == null ? null : Path.of(home), System.in,
                utf8(FileDescriptor.out), utf8(FileDescriptor.err), isTerminal());
    }

    /** In JDK 25 there is no console again if nobody sits at one. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Writes to {@link #err}. */
    public Progress progress() {
        return line -> err.println("ringrank: " + line);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
