// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer that was started here. One thread. */
final class PeerProcess implements AutoCloseable {

    private static final long START_SECONDS_MAX = 120;
    private static final long STOP_SECONDS_MAX = 10;
    private static final long POLL_MS = 50;
    private static final int LOG_LINES_SHOWN = 3;

    private final Path folder;
    private final Process process;
    private final Target target;

    private PeerProcess(Path folder, Process process, Target target) {
        this.folder = folder;
        this.process = process;
        this.target = target;
    }

    /** Starts one and waits until it is healthy. */
    static PeerProcess start(Peer.Startable peer, Settings settings)
            throws IOException, CommandFailedException, InterruptedException {
        int port = freePort();
        Path folder = Files.createTempDirectory("ringrank-peer");
        Process process = new ProcessBuilder(peer.command(settings, port, folder))
                .redirectErrorStream(true)
                .redirectOutput(log(folder).toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-peer"));
        PeerProcess started = new PeerProcess(folder, process, new Target(peer.name(),
                Dialect.LLAMA_SERVER, URI.create("http://127.0.0.1:" + port), "", ""));
        boolean healthy = false;
        try {
            started.awaitHealth(settings);
            healthy = true;
            return started;
        } finally {
            if (!healthy) {
                started.close();
            }
        }
    }

    Target target() {
        return target;
    }

    private void awaitHealth(Settings settings)
            throws IOException, CommandFailedException, InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!isHealthy(client)) {
                if (!process.isAlive() || System.nanoTime() > endNanos) {
                    throw new CommandFailedException(target.name() + " did not start with "
                            + settings + ": " + lastLines());
                }
                Thread.sleep(POLL_MS);
            }
        }
    }

    private boolean isHealthy(HttpClient client) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(target.server().resolve("/health")).build(),
                    BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            // Nobody listens yet.
            return false;
        }
    }

    /** Programs of llama.cpp write whatever bytes a model holds. */
    private String lastLines() throws IOException {
        List<String> lines =
                Files.readString(log(folder), StandardCharsets.ISO_8859_1).lines().toList();
        return String.join(" / ",
                lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }

    private static Path log(Path folder) {
        return folder.resolve("log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
