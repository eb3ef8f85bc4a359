// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.Hubs;
import io.ringrank.gateway.hub.RemoteFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are being fetched, each once however many want it. Any thread.
 */
public final class Downloads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private static final int AT_ONCE = 2;
    /** With those that wait and those that failed. */
    private static final int KEPT_MAX = 100;

    /** An interrupted download has nothing left to wait for but the disk. */
    private static final long END_MILLIS_MAX = 5_000;

    private final Hubs hubs;
    private final HubCaches caches;
    private final DownloadRun.Surroundings surroundings;
    /** By what names the file, the oldest first. Guarded by this. */
    private final Map<String, Wanted> wanted = new LinkedHashMap<>();
    private boolean closed;

    /** @param askers that would be disappointed if it stopped */
    private record Wanted(Download download, int askers) {

        Wanted with(int more) {
            return new Wanted(download, askers + more);
        }
    }

    public Downloads(Hubs hubs, HubCaches caches, DiskSpace space, LongSupplier nanoTime,
            RetryPolicy retry) {
        this.hubs = hubs;
        this.caches = caches;
        this.surroundings = new DownloadRun.Surroundings(space, nanoTime, retry,
                new Semaphore(AT_ONCE, true), new LongAdder(), caches.held());
    }

    /** That have come from hubs since the start, also of downloads that failed. */
    public long bytesReceived() {
        return surroundings.received().sum();
    }

    /**
     * Fetches a file, or joins those who wait for it.
     *
     * @throws HubException if too much is waiting already
     */
    synchronized Download start(RemoteFile file) throws HubException {
        String name = name(file);
        Wanted there = wanted.get(name);
        if (there != null && !there.download().isOver() && !there.download().isStopped()) {
            wanted.put(name, there.with(1));
            return there.download();
        }
        wanted.remove(name);
        makeRoom();
        if (closed) {
            throw new HubException(Kind.BUSY, "The server is shutting down.");
        }
        Download download = new Download(file);
        wanted.put(name, new Wanted(download, 1));
        DownloadRun run = new DownloadRun(download, caches.of(file.hub()), hubs.of(file.hub()),
                surroundings, () -> bytesOfOthers(download));
        download.runOn(Thread.ofVirtual()
                .name("download-" + file.path())
                .uncaughtExceptionHandler(
                        (_, fault) -> LOG.error("the download of {} failed", file.path(), fault))
                .unstarted(run));
        return download;
    }

    /** One who asked no longer does; the last one stops it, and what has come is kept. */
    synchronized void leave(Download download) {
        String name = name(download.file());
        Wanted there = wanted.get(name);
        if (there == null || there.download() != download) {
            return;
        }
        wanted.put(name, there.with(-1));
        if (there.askers() <= 1) {
            download.stop(false);
        }
    }

    /** Those that run, wait or failed. */
    synchronized List<Download> all() {
        return wanted.values()
                .stream()
                .map(Wanted::download)
                .filter(download -> !(download.state() instanceof Download.Done)
                        && !(download.state() instanceof Download.Stopped))
                .toList();
    }

    /** Those that ended well, too. */
    synchronized List<Download> withDone() {
        return wanted.values().stream().map(Wanted::download).toList();
    }

    /** Forgets it; if it runs, it ends. What has come is thrown away. */
    void cancel(Download download) throws IOException {
        download.stop(true);
        synchronized (this) {
            Wanted there = wanted.get(name(download.file()));
            if (there == null || there.download() != download) {
                return;
            }
            wanted.remove(name(download.file()));
            if (download.isOver()) {
                PartFile.discard(caches.of(download.file().hub()).part(download.file()));
            }
        }
    }

    private long bytesOfOthers(Download own) {
        List<Download> running = new ArrayList<>(all());
        running.remove(own);
        return running.stream()
                .mapToLong(other -> other.state() instanceof Download.Running now
                        ? now.total() - now.bytes()
                        : 0)
                .sum();
    }

    private void makeRoom() throws HubException {
        Iterator<Wanted> oldest = wanted.values().iterator();
        while (wanted.size() >= KEPT_MAX && oldest.hasNext()) {
            if (oldest.next().download().isOver()) {
                oldest.remove();
            }
        }
        if (wanted.size() >= KEPT_MAX) {
            throw new HubException(Kind.BUSY, "There are " + wanted.size()
                    + " downloads waiting already; try again when some are done.");
        }
    }

    private static String name(RemoteFile file) {
        return file.source().text() + ' ' + file.sha256();
    }

    /** Stops all of them; what has come is kept, and a later start goes on with it. */
    @Override
    public void close() {
        List<Download> all;
        synchronized (this) {
            closed = true;
            all = all();
        }
        all.forEach(download -> download.stop(false));
        try {
            for (Download download : all) {
                download.awaitEnd(END_MILLIS_MAX);
            }
        } catch (InterruptedException _) {
            // Then they end behind our back.
            Thread.currentThread().interrupt();
        }
    }
}
