// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.gateway.hub.AppraisedRepository.Choice;
import io.ringrank.gateway.hub.AppraisedRepository.Recommendation;
import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Unknown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks for models and says what they would be worth here, without downloading them: only the head
 * of a file is read, and each head once. Any thread; waits.
 */
public final class ModelCatalog {

    /** A hostile head takes up to 200 MB of heap. */
    private static final int HEADS_AT_ONCE = 2;
    /** Of one repository; the best ones. */
    private static final int HEADS_MAX = 24;
    /** For the heads of a list, since somebody waits for it. */
    private static final long HEADS_NANOS_MAX = TimeUnit.SECONDS.toNanos(40);
    private static final int APPRAISALS_KEPT = 512;
    /** What the doctor reads at most. */
    private static final long HEAD_BYTES_MAX = 64 << 20;

    private final Hubs hubs;
    private final Appraiser appraiser;
    private final LongSupplier nanoTime;
    private final Semaphore heads = new Semaphore(HEADS_AT_ONCE);
    /** By SHA-256 of the file, the oldest first. Guarded by itself. */
    private final Map<String, Appraisal> known = new LinkedHashMap<>();

    /** @param nanoTime like {@link System#nanoTime} */
    public ModelCatalog(Hubs hubs, Appraiser appraiser, LongSupplier nanoTime) {
        this.hubs = hubs;
        this.appraiser = appraiser;
        this.nanoTime = nanoTime;
    }

    public SearchPage search(Hub hub, SearchQuery query)
            throws HubException, InterruptedException {
        return hubs.of(hub).search(query);
    }

    /** Lists the files of a repository with what they would be worth. */
    public AppraisedRepository files(Hub hub, String name)
            throws HubException, InterruptedException {
        Repository repository = hubs.of(hub).repository(name);
        long begin = nanoTime.getAsLong();
        Optional<HubProblem> obstacle = Optional.empty();
        List<Choice> choices = new ArrayList<>();
        for (FileChoice file : bestFirst(repository)) {
            boolean late = nanoTime.getAsLong() - begin > HEADS_NANOS_MAX
                    || choices.size() >= HEADS_MAX;
            if (obstacle.isPresent() || late) {
                choices.add(new Choice(file, new Unknown(obstacle.map(HubProblem::message)
                        .orElse("There was no time to look into it; ask again."))));
                continue;
            }
            try {
                choices.add(new Choice(file, appraise(file.first())));
            } catch (HubException e) {
                choices.add(new Choice(file, new Unknown(e.problem().message())));
                obstacle = Optional.of(e.problem()).filter(HubProblem::isOfAllFiles);
            }
        }
        return appraised(repository, choices);
    }

    /**
     * The file that a source means. No more heads are read than it takes to know.
     *
     * @throws HubException also if nothing there can be used on this machine
     */
    public Recommendation choose(ModelSource.Remote source)
            throws HubException, InterruptedException {
        Repository repository = hubs.of(source.hub()).repository(source.repository());
        List<FileChoice> files = bestFirst(repository);
        if (source.file().isPresent()) {
            FileChoice file = FileChoice.named(files, repository.name(), source.file().get());
            Choice choice = new Choice(file, appraise(file.first()));
            return appraised(repository, List.of(choice)).requested(choice);
        }
        List<Choice> choices = new ArrayList<>();
        for (FileChoice file : files.subList(0, Math.min(HEADS_MAX, files.size()))) {
            choices.add(new Choice(file, appraise(file.first())));
            AppraisedRepository found = appraised(repository, choices);
            if (choices.getLast().isUsable() && found.fits(choices.getLast())) {
                return found.recommend();
            }
        }
        return appraised(repository, choices).recommend();
    }

    private List<FileChoice> bestFirst(Repository repository) {
        List<FileChoice> files = new ArrayList<>(FileChoice.of(repository));
        boolean onProcessor = appraiser.isOnProcessor();
        files.sort(Comparator.comparingInt(file -> file.quantisation().rank(onProcessor)));
        return files;
    }

    private AppraisedRepository appraised(Repository repository, List<Choice> choices) {
        return new AppraisedRepository(repository, choices, appraiser.availableBytes(),
                appraiser.isOnProcessor());
    }

    /** What a file of this machine would be worth. */
    public Appraisal appraise(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return appraiser.appraise(channel, channel.size());
        }
    }

    /** Memory that a new deployment can take, in bytes; empty if nobody knows. */
    public OptionalLong availableBytes() {
        return appraiser.availableBytes();
    }

    private Appraisal appraise(RemoteFile file) throws HubException, InterruptedException {
        synchronized (known) {
            Appraisal earlier = known.get(file.sha256());
            if (earlier != null) {
                return earlier;
            }
        }
        heads.acquire();
        try (Head head = new Head(hubs.of(file.hub()), file)) {
            Appraisal found = appraiser.appraise(head, file.bytes());
            synchronized (known) {
                known.put(file.sha256(), found);
                if (known.size() > APPRAISALS_KEPT) {
                    known.remove(known.keySet().iterator().next());
                }
            }
            return found;
        } catch (IOException e) {
            throw e.getCause() instanceof HubException cause
                    ? cause
                    : new HubException(HubProblem.Kind.UNREACHABLE, "The head of " + file.path()
                            + " can't be read: " + HubHttp.reason(e) + '.');
        } finally {
            heads.release();
        }
    }

    /** The first bytes of a file, for whoever reads channels. One thread at a time. */
    private static final class Head implements ReadableByteChannel {

        private static final int BUFFER_BYTES = 1 << 16;

        private final RemoteBytes bytes;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private boolean open = true;

        Head(ModelHub hub, RemoteFile file) throws HubException, InterruptedException {
            this.bytes = hub.open(file, 0, Math.min(file.bytes(), HEAD_BYTES_MAX));
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            try {
                byte[] target = into.remaining() < buffer.length
                        ? new byte[into.remaining()]
                        : buffer;
                int count = bytes.read(target);
                if (count > 0) {
                    into.put(target, 0, count);
                }
                return count;
            } catch (HubException e) {
                throw new IOException(e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("reading was interrupted", e);
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            bytes.close();
        }
    }
}
