// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.AppraisedRepository.Recommendation;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.ModelCatalog;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models of hubs that are on this machine, and those on their way. What is here is found without
 * a network. Any thread that may wait.
 */
public final class ModelStore implements AutoCloseable {

    /** Whoever was interrupted has gone on with it by then, or never will. */
    private static final Duration PART_LIFETIME = Duration.ofDays(7);

    private final ModelCatalog catalog;
    private final HubCaches caches;
    private final Downloads downloads;
    private final LocalFolders folders;

    /**
     * A download that somebody asked for.
     *
     * @param reason why this file, as a sentence
     */
    public record Pull(ModelEntry entry, String reason) {}

    /**
     * A file that was asked for.
     *
     * @param hold which keeps it from being deleted
     */
    public record Held(CachedFile file, Hold hold) implements AutoCloseable {

        @Override
        public void close() {
            hold.close();
        }
    }

    /** What became of the wish to delete one. */
    public enum Deletion {
        DONE, NOT_FOUND, IN_USE
    }

    /** @param folders of files that callers of the admin API may name */
    public ModelStore(ModelCatalog catalog, HubCaches caches, Downloads downloads,
            LocalFolders folders) {
        this.catalog = catalog;
        this.folders = folders;
        this.caches = caches;
        this.downloads = downloads;
    }

    /** That have come from hubs since the start. */
    public long bytesReceived() {
        return downloads.bytesReceived();
    }

    /** What can be fetched. */
    public ModelCatalog catalog() {
        return catalog;
    }

    /** Deletes what was begun long ago and never ended. */
    public void cleanUp(Instant now) throws IOException {
        caches.huggingFace().cleanUp(now.minus(PART_LIFETIME));
        caches.modelScope().cleanUp(now.minus(PART_LIFETIME));
    }

    /** A file that a caller of the admin API named; empty unless it is there and may be named. */
    public Optional<Path> allowed(ModelSource.LocalFile source) throws IOException {
        return folders.allowed(source.path());
    }

    /**
     * The file of a source, which is fetched if it isn't here. Which one it is doesn't depend on what is
     * here, unless the source names one that is, or its hub says nothing. A thread that is interrupted
     * gives up; the last who does stops the download.
     *
     * @return to be closed when it is no longer needed
     */
    public Held fetch(ModelSource.Remote source, FetchListener listener)
            throws HubException, IOException, InterruptedException {
        while (true) {
            CachedFile file = find(source, listener);
            try {
                return new Held(file, hold(file.file()));
            } catch (NoSuchFileException _) {
                // Somebody has deleted it just now, so it is as if it had not been here.
            }
        }
    }

    private CachedFile find(ModelSource.Remote source, FetchListener listener)
            throws HubException, IOException, InterruptedException {
        LocalChoice here = new LocalChoice(caches.of(source.hub()), catalog);
        Optional<CachedFile> named = here.named(source);
        if (named.isPresent()) {
            return named.get();
        }
        Recommendation chosen;
        try {
            chosen = catalog.choose(source, caches.of(source.hub())::complete);
        } catch (HubException e) {
            LocalChoice.Best best = here.without(source, e);
            listener.onChosen(best.file().source(), true, best.reason());
            return best.file();
        }
        RemoteFile file = chosen.choice().file().first();
        Optional<CachedFile> same = here.named(file.source());
        listener.onChosen(file.source(), same.isPresent(), chosen.reason());
        return same.isPresent() ? same.get() : download(file, listener);
    }

    private CachedFile download(RemoteFile file, FetchListener listener)
            throws HubException, InterruptedException {
        Download download = downloads.start(file);
        try {
            Path path = download.await(listener::onState);
            return new CachedFile(file.hub(), file.repository(), file.revision(), file.path(), path,
                    file.bytes());
        } finally {
            downloads.leave(download);
        }
    }

    /** Begins to fetch the newest file of a source, even if an older one is here. */
    public Pull pull(ModelSource.Remote source) throws HubException, InterruptedException {
        Recommendation chosen = catalog.choose(source, caches.of(source.hub())::complete);
        Download download = downloads.start(chosen.choice().file().first());
        return new Pull(ModelEntry.of(download), chosen.reason());
    }

    /** All, those on their way first. */
    public List<ModelEntry> list() throws IOException {
        Map<String, ModelEntry> entries = new LinkedHashMap<>();
        for (Download download : downloads.all()) {
            ModelEntry entry = ModelEntry.of(download);
            entries.put(entry.id(), entry);
        }
        for (CachedFile file : caches.list()) {
            ModelEntry entry = ModelEntry.of(file);
            entries.putIfAbsent(entry.id(), entry);
        }
        return new ArrayList<>(entries.values());
    }

    /** One of them; whoever watches a download asks often, so the disk is looked at only at the end. */
    public Optional<ModelEntry> entry(String id) throws IOException {
        Optional<ModelEntry> known = downloads.withDone()
                .stream()
                .map(ModelEntry::of)
                .filter(entry -> entry.id().equals(id) && isThere(entry.status()))
                .findFirst();
        return known.isPresent()
                ? known
                : list().stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    private static boolean isThere(ModelEntry.Status status) {
        return switch (status) {
            case ModelEntry.Ready(Path file) -> Files.exists(file);
            case ModelEntry.Fetching(Download.State state) ->
                !(state instanceof Download.Stopped);
        };
    }

    /** Deletes a file, or ends its download and throws away what has come. */
    public Deletion delete(String id) throws IOException {
        Optional<Download> running = downloads.all()
                .stream()
                .filter(download -> ModelEntry.of(download).id().equals(id))
                .findFirst();
        if (running.isPresent()) {
            downloads.cancel(running.get());
            return Deletion.DONE;
        }
        Optional<CachedFile> file = caches.list()
                .stream()
                .filter(cached -> ModelEntry.id(cached.source()).equals(id))
                .findFirst();
        if (file.isEmpty()) {
            return Deletion.NOT_FOUND;
        }
        HubCache cache = caches.of(file.get().hub());
        return caches.held().deleteUnlessHeld(file.get().file(), () -> cache.delete(file.get()))
                ? Deletion.DONE
                : Deletion.IN_USE;
    }

    /**
     * Keeps a file from being deleted while it is served.
     *
     * @throws NoSuchFileException if it is not there
     */
    public Hold hold(Path file) throws IOException {
        return caches.held().hold(file);
    }

    /** Closed when the file is no longer served; a second time does nothing. */
    @FunctionalInterface
    public interface Hold extends AutoCloseable {

        @Override
        void close();
    }

    /** Stops the downloads; what has come is kept. */
    @Override
    public void close() {
        downloads.close();
    }
}
