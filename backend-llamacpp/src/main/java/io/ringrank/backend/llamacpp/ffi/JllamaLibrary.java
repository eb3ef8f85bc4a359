// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import io.ringrank.backend.llamacpp.natives.OwnFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * The {@code libjllama.so} inside the jar {@code de.kherud:llama}, the native library that is always
 * there. Any thread, any number of processes.
 */
public final class JllamaLibrary {
    /*
     * A shared library has to be a file. Its name carries the digest of its content, so versions live
     * side by side and a file is either whole or absent: it is written under another name and renamed.
     * Whoever can write the file can run code here, so the directory belongs to its owner alone, and a
     * file that is there already is used only if its content is the same.
     */
    private static final String RESOURCE = "/de/kherud/llama/Linux/x86_64/libjllama.so";
    private static final int MOST_BYTES = 256 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private JllamaLibrary() {}

    /**
     * Writes the library into a directory, which is made when it is absent, unless it is there already.
     *
     * @return the library's file
     * @throws NativeLibraryException when there is none for this system or it can't be written, with the
     *     path and the reason
     */
    public static Path extractTo(Path directory) throws NativeLibraryException {
        byte[] content = read();
        try {
            OwnFolder.make(directory);
            String digest = HexFormat.of().formatHex(sha256(content), 0, 16);
            Path file = directory.resolve("libjllama-" + digest + ".so");
            if (!holds(file, content)) {
                writeAtomically(file, content);
            }
            return file;
        } catch (IOException e) {
            throw new NativeLibraryException(
                    "The native library can't be written to " + directory + ": " + e, e);
        }
    }

    private static byte[] read() throws NativeLibraryException {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            throw new NativeLibraryException(
                    "The built-in native library is for Linux amd64; this system is " + system);
        }
        try (InputStream in = JllamaLibrary.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new NativeLibraryException(
                        "The class path has no " + RESOURCE + "; it is in the jar de.kherud:llama");
            }
            byte[] content = in.readNBytes(MOST_BYTES);
            if (content.length == MOST_BYTES) {
                throw new NativeLibraryException(
                        RESOURCE + " has " + MOST_BYTES + " bytes or more");
            }
            return content;
        } catch (IOException e) {
            throw new NativeLibraryException(RESOURCE + " can't be read: " + e, e);
        }
    }

    private static boolean holds(Path file, byte[] content) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == content.length
                && Arrays.equals(Files.readAllBytes(file), content);
    }

    private static void writeAtomically(Path file, byte[] content) throws IOException {
        Path partial = Files.createTempFile(file.getParent(), "libjllama-", ".partial",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(partial, content);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system can't rename atomically", e);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
