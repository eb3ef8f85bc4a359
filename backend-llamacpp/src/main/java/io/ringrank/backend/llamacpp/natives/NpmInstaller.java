// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
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
    /** The program, wherever the path has it. */
    public static final String NPM = "npm";

    private static final List<String> OPTIONS = List.of("ci", "--ignore-scripts", "--no-audit",
            "--no-fund", "--no-update-notifier", "--loglevel=error", "--prefer-offline",
            "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000");
    /** npm says first what is wrong, and much after that. */
    private static final int REASON_LINES_MAX = 3;
    /** As far as the umask lets: a build is used by others than who builds. */
    private static final Set<PosixFilePermission> READABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    private final String npm;
    private final boolean offline;
    private final Consumer<String> progress;

    /**
     * Creates one.
     *
     * @param npm the program
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
        if (!wanted.isInstalledIn(natives)) {
            Files.createDirectories(natives);
            Path partial = Files.createTempDirectory(natives, wanted.name() + ".",
                    PosixFilePermissions.asFileAttribute(READABLE));
            try {
                fetch(wanted, partial);
                Path target = natives.resolve(wanted.name());
                delete(target);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(partial);
            }
        }
        return wanted.libraries(natives);
    }

    private void fetch(NpmPackage wanted, Path directory) throws IOException {
        for (String file : List.of(NpmPackage.PACKAGE, NpmPackage.LOCK)) {
            Files.write(directory.resolve(file), wanted.read(file));
        }
        run(directory);
        if (!Files.isDirectory(wanted.librariesIn(directory))) {
            throw new IOException("the package has no folder " + wanted.librariesIn(directory));
        }
        // A package too large for npm comes in two; the second one lacks only its place in the first.
        Path rest = wanted.extensionIn(directory);
        if (Files.isDirectory(rest)) {
            Files.move(rest, wanted.librariesIn(directory).resolve(rest.getFileName()));
        }
    }

    private void run(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(npm));
        command.addAll(OPTIONS);
        if (offline) {
            command.add("--offline");
        }
        Process process = start(command, directory);
        List<String> reason = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                if (reason.size() < REASON_LINES_MAX) {
                    reason.add(line);
                }
            }
            if (process.waitFor() != 0) {
                throw new IOException("npm could not fetch it: " + String.join("; ", reason));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while npm was fetching", e);
        } finally {
            process.destroy();
        }
    }

    private static Process start(List<String> command, Path directory) throws IOException {
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new IOException("npm is needed to fetch it, and can't be started: "
                    + e.getMessage(), e);
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
