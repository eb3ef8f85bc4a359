// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.cli.Cli;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CliExtension;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Runs commands as {@code ./ringrank} finds them, and keeps what they print. */
public final class Commands {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** @return the exit status */
    public int run(String... arguments) {
        CliContext context = new CliContext(Map.of(), null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        List<CliExtension> extensions = ServiceLoader.load(CliExtension.class)
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return new Cli(context, (config, progress) -> {
            throw new ServerStartException("a bench has its server in another process");
        }, extensions).run(arguments);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
