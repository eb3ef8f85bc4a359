// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.FileChoice;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.RemoteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder where the files of one hub lie. Any thread; waits for the disk.
 */
public final class HubCache {
    /*
     * The layout is that of huggingface_hub, so that what other programs fetched is used and the other
     * way round (https://huggingface.co/docs/huggingface_hub/guides/manage-cache):
     * models--ORG--NAME/blobs/SHA256 holds the bytes, snapshots/REVISION/PATH is a link to them, and
     * refs/main holds the revision that was the newest. A file that is not complete has a name of our
     * own beside the blobs: other programs lock theirs in other ways.
     */

    private static final String PREFIX = "models--";
    private static final String SEPARATOR = "--";
    private static final String PART = ".ringrank-part";
    private static final String TEMPORARY = ".ringrank-tmp";
    private static final int REPOSITORIES_MAX = 5_000;
    private static final int SNAPSHOTS_MAX = 100;
    private static final int FILES_MAX = 1_000;
    private static final int DEPTH_MAX = 8;
    private static final int REVISION_CHARS_MAX = 100;
    private static final Logger LOG = LoggerFactory.getLogger(HubCache.class);

    private final Hub hub;
    private final Path root;

    /** @param root need not be there yet */
    public HubCache(Hub hub, Path root) {
        this.hub = hub;
        this.root = root;
    }

    Hub hub() {
        return hub;
    }

    Path blob(RemoteFile file) {
        return blobs(file.repository()).resolve(file.sha256());
    }

    /** Its bytes if they seem to be here. */
    Optional<Path> complete(RemoteFile file) {
        Path blob = blob(file);
        try {
            return Files.isRegularFile(blob) && Files.size(blob) == file.bytes()
                    ? Optional.of(blob)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Where it lies as long as it is not complete. */
    Path part(RemoteFile file) {
        return blobs(file.repository()).resolve(file.sha256() + PART);
    }

    Path blobs(String repository) {
        return repository(repository).resolve("blobs");
    }

    private Path snapshots(String repository) {
        return repository(repository).resolve("snapshots");
    }

    private Path repository(String name) {
        return root.resolve(PREFIX + name.replace("/", SEPARATOR));
    }

    /** All GGUF files that are complete. */
    List<CachedFile> list() throws IOException {
        List<CachedFile> files = new ArrayList<>();
        for (Path folder : entries(root, REPOSITORIES_MAX)) {
            String[] parts = folder.getFileName().toString().split(SEPARATOR, -1);
            if (parts.length == 3 && parts[0].equals("models")) {
                files.addAll(listIfPossible(parts[1] + '/' + parts[2]));
            }
        }
        return files;
    }

    /** Other programs may have left here what can't be read or named. */
    private List<CachedFile> listIfPossible(String repository) {
        try {
            return ModelSource.Remote.isRepository(repository) ? list(repository) : List.of();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("the models of {} can't be listed: {}", repository, e.toString());
            return List.of();
        }
    }

    /** Those of one repository, each in the newest revision that is here. */
    List<CachedFile> list(String repository) throws IOException {
        List<Path> revisions = new ArrayList<>(entries(snapshots(repository), SNAPSHOTS_MAX));
        String main = mainRevision(repository).orElse("");
        // The sort keeps the order of the others.
        revisions.sort((a, b) -> Boolean.compare(isNamed(b, main), isNamed(a, main)));
        Map<String, CachedFile> files = new LinkedHashMap<>();
        for (Path revision : revisions) {
            for (Path file : ggufs(revision)) {
                String path = revision.relativize(file).toString().replace('\\', '/');
                if (RemoteFile.isSafePath(path)) {
                    files.putIfAbsent(path, new CachedFile(hub, repository,
                            revision.getFileName().toString(), path, file, Files.size(file)));
                }
            }
        }
        return List.copyOf(files.values());
    }

    private static boolean isNamed(Path path, String name) {
        return path.getFileName().toString().equals(name);
    }

    private Optional<String> mainRevision(String repository) throws IOException {
        Path ref = mainRef(repository);
        if (!Files.isRegularFile(ref) || Files.size(ref) > REVISION_CHARS_MAX) {
            return Optional.empty();
        }
        return Optional.of(Files.readString(ref).strip());
    }

    private Path mainRef(String repository) {
        return repository(repository).resolve("refs").resolve("main");
    }

    private static List<Path> ggufs(Path snapshot) throws IOException {
        try (Stream<Path> files = Files.walk(snapshot, DEPTH_MAX)) {
            return files
                    .filter(file -> FileChoice.isModel(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .limit(FILES_MAX)
                    .sorted()
                    .toList();
        }
    }

    /** What is in a folder; nothing if it isn't there. */
    private static List<Path> entries(Path folder, int most) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(most).sorted().toList();
        }
    }

    /**
     * Shows a blob that is complete under its name.
     *
     * @return where the file lies now
     */
    Path publish(RemoteFile file) throws IOException {
        Path blob = blob(file);
        Path link = snapshots(file.repository()).resolve(file.revision()).resolve(file.path());
        Files.createDirectories(folder(link));
        if (!Files.exists(link) || !Files.isSameFile(link, blob)) {
            Path fresh = temporary(file);
            link(fresh, folder(link).relativize(blob), blob);
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        }
        Path ref = mainRef(file.repository());
        Files.createDirectories(folder(ref));
        Path fresh = temporary(file);
        Files.writeString(fresh, file.revision());
        Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE);
        return link;
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "every file here lies in a folder");
    }

    /** All of them lie beside the blobs, where they are found if they stay. */
    private Path temporary(RemoteFile file) {
        return blobs(file.repository()).resolve(UUID.randomUUID() + TEMPORARY);
    }

    /** @param target of a link that will lie elsewhere */
    private static void link(Path link, Path target, Path blob) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (UnsupportedOperationException _) {
            Files.createLink(link, blob);
        }
    }

    /** Takes a file away in all revisions, and its bytes if nothing else needs them. */
    void delete(CachedFile file) throws IOException {
        Path blobs = blobs(file.repository()).toAbsolutePath().normalize();
        for (Path revision : entries(snapshots(file.repository()), SNAPSHOTS_MAX)) {
            Path link = revision.resolve(file.path());
            if (!Files.isSymbolicLink(link)) {
                Files.deleteIfExists(link);
                continue;
            }
            Path blob = folder(link)
                    .resolve(Files.readSymbolicLink(link))
                    .toAbsolutePath()
                    .normalize();
            Files.delete(link);
            if (blob.startsWith(blobs) && !isLinked(file.repository(), blob)) {
                Files.deleteIfExists(blob);
            }
        }
    }

    private boolean isLinked(String repository, Path blob) throws IOException {
        for (Path revision : entries(snapshots(repository), SNAPSHOTS_MAX)) {
            for (Path file : ggufs(revision)) {
                if (Files.isSameFile(file, blob)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Deletes what was begun by a server like this and not touched since then. */
    void cleanUp(Instant before) throws IOException {
        for (Path folder : entries(root, REPOSITORIES_MAX)) {
            for (Path file : entries(folder.resolve("blobs"), FILES_MAX)) {
                if (isOurs(file)) {
                    deleteIfOld(file, before);
                }
            }
        }
    }

    private static boolean isOurs(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(PART) || name.endsWith(TEMPORARY);
    }

    private static void deleteIfOld(Path file, Instant before) throws IOException {
        if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(before)) {
            LOG.info("deleting {}, which nobody went on with", file);
            Files.deleteIfExists(file);
        }
    }
}
