// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.ModelHub;
import io.ringrank.gateway.hub.RemoteBytes;
import io.ringrank.gateway.hub.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Fetches one file: as far as it has come is kept, whatever happens, and what is complete is checked
 * before it gets its name. Its own virtual thread; waits.
 */
final class DownloadRun implements Runnable {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** An attempt that brings so much more than was ever here is no failure. */
    private static final long PROGRESS_BYTES = 1 << 20;
    /** That a disk must keep free. */
    private static final long SPARE_BYTES = 64 << 20;
    private static final double BYTES_PER_GIB = 1L << 30;

    private final Download download;
    private final RemoteFile file;
    private final HubCache cache;
    private final ModelHub hub;
    private final Surroundings surroundings;
    private final TransferRate rate = new TransferRate();
    private final LongSupplier othersBytes;
    private long reportedNanos;
    /** As far as it has ever been; only what comes beyond that is progress. */
    private long furthestBytes;

    /**
     * What all downloads share.
     *
     * @param slots of downloads that run at the same time
     * @param received bytes, for the metrics
     * @param held must not be replaced
     */
    record Surroundings(DiskSpace space, LongSupplier nanoTime, RetryPolicy retry,
            Semaphore slots, LongAdder received, HeldFiles held) {}

    /** @param othersBytes that other downloads will still take */
    DownloadRun(Download download, HubCache cache, ModelHub hub, Surroundings surroundings,
            LongSupplier othersBytes) {
        this.download = download;
        this.file = download.file();
        this.cache = cache;
        this.hub = hub;
        this.surroundings = surroundings;
        this.othersBytes = othersBytes;
    }

    @Override
    public void run() {
        Download.State last = new Download.Failed(
                new HubProblem(Kind.STORAGE, "The download failed; the log says why."));
        try {
            last = new Download.Done(fetchUnlocked());
        } catch (HubException e) {
            last = new Download.Failed(e.problem());
        } catch (InterruptedException _) {
            last = new Download.Stopped();
        } catch (IOException e) {
            // A channel that is interrupted closes with one of these.
            last = download.isStopped() ? new Download.Stopped() : failed(e);
        } finally {
            download.endWith(discarded(last));
        }
    }

    private Download.State discarded(Download.State last) {
        if (download.isDiscarded() && !(last instanceof Download.Done)) {
            // What interrupted the download must not interrupt this.
            boolean _ = Thread.interrupted();
            try {
                PartFile.discard(cache.part(file));
            } catch (IOException e) {
                return failed(e);
            }
        }
        return last;
    }

    private static Download.State failed(IOException e) {
        return new Download.Failed(new HubProblem(Kind.STORAGE,
                "The disk can't take it: " + e.getMessage() + '.'));
    }

    /** Waits as long as somebody else has the file: who lives and brings it, or whose lock ends with him. */
    private Path fetchUnlocked() throws IOException, HubException, InterruptedException {
        for (int waits = 1;; waits++) {
            surroundings.slots().acquire();
            try {
                return fetch();
            } catch (HubException e) {
                if (e.problem().kind() != Kind.LOCKED) {
                    throw e;
                }
                download.moveTo(new Download.Pausing(e.problem(), partBytes()));
            } finally {
                surroundings.slots().release();
            }
            download.pause(surroundings.retry().pause(waits));
        }
    }

    private Path fetch() throws IOException, HubException, InterruptedException {
        furthestBytes = partBytes();
        int failures = 0;
        while (true) {
            try {
                if (!isComplete(cache.blob(file))) {
                    attempt(partBytes() > 0);
                }
                return cache.publish(file);
            } catch (HubException e) {
                failures = isFurther() ? 1 : failures + 1;
                if (e.problem().kind() == Kind.LOCKED
                        || !surroundings.retry().allows(e.problem(), failures)) {
                    throw e;
                }
                download.moveTo(new Download.Pausing(e.problem(), partBytes()));
                download.pause(surroundings.retry().pause(e.problem(), failures));
            }
        }
    }

    /** Else a hub that breaks off and begins anew by turns would be asked for ever. */
    private boolean isFurther() throws IOException {
        long bytes = partBytes();
        boolean further = bytes - furthestBytes >= PROGRESS_BYTES;
        if (further) {
            furthestBytes = bytes;
        }
        return further;
    }

    /** Another program may have fetched it; what that left is checked, too. */
    private boolean isComplete(Path blob) throws IOException, HubException {
        if (!Files.isRegularFile(blob) || Files.size(blob) != file.bytes()) {
            return false;
        }
        report(file.bytes());
        if (Sha256.of(blob).equals(file.sha256())) {
            return true;
        }
        if (!surroundings.held().deleteUnlessHeld(blob, () -> Files.delete(blob))) {
            throw new HubException(Kind.STORAGE, file.path() + " is here with another SHA-256 than "
                    + file.hub().title() + " announced, and a deployment serves it: stop that"
                    + " first, then try again.");
        }
        return false;
    }

    private long partBytes() throws IOException {
        try {
            return Files.size(cache.part(file));
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    private void attempt(boolean resumed)
            throws IOException, HubException, InterruptedException {
        Path part = cache.part(file);
        boolean intact;
        try (PartFile target = PartFile.open(part)) {
            // Whoever had it before may have completed it.
            if (target.bytes() == 0 && isComplete(cache.blob(file))) {
                Files.delete(part);
                return;
            }
            if (target.bytes() > file.bytes()) {
                target.restart();
            }
            requireSpace(target);
            if (target.bytes() < file.bytes()) {
                transfer(target);
            }
            intact = target.finish().equals(file.sha256());
            if (intact) {
                Files.move(part, cache.blob(file), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(part);
            }
        }
        if (!intact) {
            // What was there before may have been spoilt, which a new beginning mends.
            throw new HubException(resumed ? Kind.UNREACHABLE : Kind.CORRUPT, file.path()
                    + " came with another SHA-256 than " + file.hub().title()
                    + " announced, and was thrown away; try again.");
        }
    }

    private void requireSpace(PartFile target) throws IOException, HubException {
        long needed = file.bytes() - target.bytes() + othersBytes.getAsLong();
        long usable = surroundings.space().usableBytes(cache.blobs(file.repository()));
        if (needed + SPARE_BYTES > usable) {
            throw new HubException(Kind.STORAGE, String.format(Locale.ROOT,
                    "The disk of %s has %.2f GiB free, and %.2f GiB must still come: delete"
                            + " something, for example with ./ringrank models rm.",
                    cache.blobs(file.repository()), usable / BYTES_PER_GIB,
                    needed / BYTES_PER_GIB));
        }
    }

    private void transfer(PartFile target)
            throws IOException, HubException, InterruptedException {
        try (RemoteBytes source = hub.open(file, target.bytes(), file.bytes())) {
            if (source.from() != target.bytes()) {
                target.restart();
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            report(target.bytes());
            while (target.bytes() < file.bytes()) {
                int count = source.read(buffer);
                if (count < 0) {
                    throw new HubException(Kind.UNREACHABLE, String.format(Locale.ROOT,
                            "The connection ended after %d of %d bytes of %s.", target.bytes(),
                            file.bytes(), file.path()));
                }
                target.append(buffer,
                        (int) Math.min(count, file.bytes() - target.bytes()));
                surroundings.received().add(count);
                reportSometimes(target.bytes());
            }
        }
    }

    private void reportSometimes(long bytes) {
        if (surroundings.nanoTime().getAsLong() - reportedNanos >= REPORT_NANOS) {
            report(bytes);
        }
    }

    private void report(long bytes) {
        reportedNanos = surroundings.nanoTime().getAsLong();
        download.moveTo(new Download.Running(bytes, file.bytes(),
                rate.add(reportedNanos, bytes)));
    }
}
