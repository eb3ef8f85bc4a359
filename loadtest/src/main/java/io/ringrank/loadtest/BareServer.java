// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.gateway.cli.CommandFailedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link BareHandler} in a process of its own, with the options of the server. One thread. */
final class BareServer implements AutoCloseable {

    private final Process process;
    private final URI address;

    private BareServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** @param answer what it writes to every request, as JSON */
    static BareServer start(String answer) throws IOException, CommandFailedException {
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), BareHandler.class.getName())
                .redirectError(Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-bare-server"));
        try (BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(answer);
        }
        String port = process.inputReader(StandardCharsets.US_ASCII).readLine();
        if (port == null) {
            throw new CommandFailedException("the bare handler did not start");
        }
        return new BareServer(process, URI.create("http://127.0.0.1:" + port));
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
