// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.cli.CliContext;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.gateway.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server in a process of its own, so that measuring takes nothing from its heap and threads. It
 * has an empty data directory and a free port. One thread.
 */
public final class OwnServer implements AutoCloseable {

    private static final long STOP_SECONDS_MAX = 60;
    private static final int LOG_LINES_SHOWN = 5;

    private final Path folder;
    private final Process process;
    private final URI address;

    private OwnServer(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one with the Java and class path of this process, and waits until it is ready.
     *
     * @param flags of {@code ./ringrank serve} beside its place and its data directory
     */
    public static OwnServer start(CliContext context, String... flags)
            throws IOException, CommandFailedException {
        Path folder = Files.createTempDirectory("ringrank-bench");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command(context, folder.resolve("data"), flags))
                .redirectError(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-server"));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String ready = out.readLine();
        if (ready == null) {
            List<String> lines = Files.readAllLines(log);
            List<String> last =
                    lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            stop(process);
            delete(folder);
            throw new CommandFailedException(
                    "the server did not start: " + String.join(" / ", last));
        }
        String address = new ObjectMapper().readTree(ready).path("server").asText();
        return new OwnServer(folder, process, URI.create(address));
    }

    /** Of the server and its engines. */
    public List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    public URI address() {
        return address;
    }

    public String apiKey() throws IOException {
        return Files.readString(new ApiKeyFile(folder.resolve("data")).initialKey()).strip();
    }

    @Override
    public void close() throws IOException {
        stop(process);
        delete(folder);
    }

    private static List<String> command(CliContext context, Path data, String... flags) {
        String home = context.home() == null ? "" : context.home().toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(cacheOfClasses());
        command.addAll(List.of("-Dringrank.home=" + home, "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "serve", "--json",
                "--port", "0", "--data", data.toString()));
        command.addAll(List.of(flags));
        return command;
    }

    /** Of this process, as the launcher gave it. */
    private static List<String> cacheOfClasses() {
        return ManagementFactory.getRuntimeMXBean()
                .getInputArguments()
                .stream()
                .filter(option -> option.startsWith("-XX:AOTCache=") || option.endsWith("aot=off"))
                .toList();
    }

    private static void stop(Process process) {
        process.destroy();
        process.onExit().completeOnTimeout(process, STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
