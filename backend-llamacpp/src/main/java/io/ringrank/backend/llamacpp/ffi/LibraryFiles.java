// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shared libraries that make up one llama.cpp. Any thread.
 *
 * @param files absolute, each after those it needs
 * @param backends folder of the libraries that compute; empty when they are part of the files
 */
record LibraryFiles(List<Path> files, Optional<Path> backends) {

    LibraryFiles {
        files = List.copyOf(files);
    }

    /** One file that holds everything. */
    static LibraryFiles single(Path file) {
        return new LibraryFiles(List.of(file.toAbsolutePath()), Optional.empty());
    }

    /**
     * Finds libllama, libggml and libggml-base in a folder, whatever version their names carry.
     *
     * @throws NativeLibraryException naming the one that is not there
     */
    static LibraryFiles in(Path directory) throws NativeLibraryException {
        Path absolute = directory.toAbsolutePath();
        return new LibraryFiles(List.of(find(absolute, "ggml-base"), find(absolute, "ggml"),
                find(absolute, "llama")), Optional.of(absolute));
    }

    private static Path find(Path directory, String name) throws NativeLibraryException {
        // Such as libllama.so, libllama.so.0, libllama.v0.5.0.so, libllama.cuda.v0.5.0.so.
        Pattern pattern = Pattern.compile(
                "lib" + name + "(\\.[a-z0-9.]+)?\\.(so|dylib)(\\.[0-9.]+)?");
        try (Stream<Path> entries = Files.list(directory)) {
            return entries
                    .filter(entry -> pattern.matcher(entry.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    // The name without a version, a link as a rule, is the one that is meant.
                    .min(Comparator.comparingInt((Path entry) -> entry.toString().length())
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow(() -> new NativeLibraryException("the folder " + directory
                            + " can't be used: expected lib" + name + ".so in it"));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new NativeLibraryException("there is no folder " + directory, e);
        } catch (IOException e) {
            throw new NativeLibraryException("the folder " + directory + " can't be read: " + e, e);
        }
    }
}
