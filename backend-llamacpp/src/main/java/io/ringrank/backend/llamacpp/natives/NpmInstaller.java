// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Has the ordinary npm client fetch prebuilt libraries. Any thread; blocks for seconds to minutes.
 */
public final class NpmInstaller {
    /*
     * npm ci takes exactly what the lock file says, and refuses an archive whose SHA-512 is another. The
     * lock file has no addresses, so npm asks the registry that it is set up for. Scripts of the
     * packages don't run. All is fetched beside its place and then renamed, so that a folder with a
     * package's name is whole.
     */
    private static final List<String> OPTIONS = List.of("ci", "--ignore-scripts", "--no-audit",
            "--no-fund", "--no-update-notifier", "--loglevel=error", "--prefer-offline",
            "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000");
    private static final int LAST_LINES_MAX = 20;

    private final String npm;
    private final boolean offline;
    private final Consumer<String> progress;

    /**
     * Creates one.
     *
     * @param npm the program, {@code npm} to find it on the path
     * @param offline whether only npm's cache may be asked
     * @param progress takes what npm says, a line at a time
     */
    public NpmInstaller(String npm, boolean offline, Consumer<String> progress) {
        this.npm = npm;
        this.offline = offline;
        this.progress = progress;
    }

    /**
     * Fetches a package into a folder of native builds, unless it is there in this version.
     *
     * @return where its libraries lie
     * @throws IOException with a sentence for an operator
     */
    public Path install(NpmPackage wanted, Path natives) throws IOException {
        Path target = natives.resolve(wanted.name());
        byte[] lock = read(wanted.resource("package-lock.json"));
        if (!isInstalled(target, lock)) {
            Files.createDirectories(natives);
            Path partial = Files.createTempDirectory(natives, wanted.name() + ".",
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            try {
                Files.write(partial.resolve("package.json"), read(wanted.resource("package.json")));
                Files.write(partial.resolve("package-lock.json"), lock);
                run(partial);
                delete(target);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(partial);
            }
        }
        return wanted.libraries(natives);
    }

    private static boolean isInstalled(Path target, byte[] lock) throws IOException {
        Path installed = target.resolve("package-lock.json");
        return Files.isRegularFile(installed)
                && Arrays.equals(Files.readAllBytes(installed), lock);
    }

    private void run(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(npm));
        command.addAll(OPTIONS);
        if (offline) {
            command.add("--offline");
        }
        Process process = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> last = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                if (!line.isBlank()) {
                    last.add(line);
                }
                if (last.size() > LAST_LINES_MAX) {
                    last.removeFirst();
                }
            }
            if (process.waitFor() != 0) {
                throw new IOException("npm could not fetch it: " + String.join("; ", last));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while npm was fetching", e);
        } finally {
            process.destroy();
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                NpmInstaller.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
