// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.gateway.hub.AppraisedRepository.Choice;
import io.ringrank.gateway.hub.AppraisedRepository.Recommendation;
import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Unknown;
import io.ringrank.gateway.hub.Appraiser.Unusable;
import io.ringrank.gateway.hub.HubProblem.Kind;
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
    /** For one head, however it trickles in, and for those that are read before it. */
    private static final long HEAD_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
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
                choices.add(new Choice(file, appraise(file, _ -> Optional.empty())));
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
     * @param here where a file lies if it is on this machine, which saves reading its head from the hub
     * @throws HubException also if nothing there can be used on this machine
     */
    public Recommendation choose(ModelSource.Remote source, Copies here)
            throws HubException, InterruptedException {
        Repository repository = hubs.of(source.hub()).repository(source.repository());
        List<FileChoice> files = bestFirst(repository);
        if (source.file().isPresent()) {
            FileChoice file = FileChoice.named(files, repository.name(), source.file().get());
            Choice choice = new Choice(file, appraise(file, here));
            return appraised(repository, List.of(choice)).requested(choice);
        }
        return choose(repository, files.subList(0, Math.min(HEADS_MAX, files.size())), here);
    }

    /** What is on this machine already. */
    @FunctionalInterface
    public interface Copies {

        Optional<Path> of(RemoteFile file);
    }

    /** Reads heads up to the first file that will do, and those of others of its quantisation. */
    private Recommendation choose(Repository repository, List<FileChoice> bestFirst, Copies here)
            throws HubException, InterruptedException {
        List<Choice> choices = new ArrayList<>();
        Optional<HubProblem> unread = Optional.empty();
        Optional<Quantisation> found = Optional.empty();
        for (FileChoice file : bestFirst) {
            if (found.isPresent() && !found.get().equals(file.quantisation())) {
                break;
            }
            try {
                Choice choice = new Choice(file, appraiseAgain(file, here));
                choices.add(choice);
                if (choice.isUsable() && appraised(repository, choices).fits(choice)) {
                    found = Optional.of(file.quantisation());
                }
            } catch (HubException e) {
                HubProblem problem = e.problem();
                // Two that can't be reached are not at fault themselves.
                if (problem.isOfAllFiles()
                        && (problem.kind() != Kind.UNREACHABLE || unread.isPresent())) {
                    throw e;
                }
                unread = Optional.of(problem);
                choices.add(new Choice(file, new Unknown(problem.message())));
            }
        }
        if (found.isEmpty() && unread.filter(HubProblem::isTemporary).isPresent()) {
            throw new HubException(unread.get());
        }
        return appraised(repository, choices).recommend();
    }

    /** A connection that broke is no reason to take another file. */
    private Appraisal appraiseAgain(FileChoice file, Copies here)
            throws HubException, InterruptedException {
        try {
            return appraise(file, here);
        } catch (HubException e) {
            if (e.problem().kind() != Kind.UNREACHABLE) {
                throw e;
            }
            return appraise(file, here);
        }
    }

    private List<FileChoice> bestFirst(Repository repository) {
        List<FileChoice> files = new ArrayList<>(FileChoice.of(repository));
        boolean onProcessor = appraiser.isOnProcessor();
        files.sort(Comparator.comparingInt(file -> file.quantisation().rank(onProcessor)));
        return files;
    }

    /** Whether deployments compute on the processor and not on a GPU. */
    public boolean isOnProcessor() {
        return appraiser.isOnProcessor();
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

    private Appraisal appraise(FileChoice choice, Copies here)
            throws HubException, InterruptedException {
        Optional<String> obstacle = choice.obstacle();
        if (obstacle.isPresent()) {
            return new Unusable(List.of(obstacle.get()));
        }
        RemoteFile file = choice.first();
        synchronized (known) {
            Appraisal earlier = known.get(file.sha256());
            if (earlier != null) {
                return earlier;
            }
        }
        Appraisal found = read(file, here.of(file));
        synchronized (known) {
            known.put(file.sha256(), found);
            if (known.size() > APPRAISALS_KEPT) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return found;
    }

    private Appraisal read(RemoteFile file, Optional<Path> copy)
            throws HubException, InterruptedException {
        if (!heads.tryAcquire(HEAD_NANOS_MAX, TimeUnit.NANOSECONDS)) {
            throw new HubException(Kind.UNREACHABLE,
                    "The heads of other files are being read; try again.");
        }
        try {
            return copy.isPresent() ? appraise(copy.get()) : readRemote(file);
        } catch (IOException e) {
            throw e.getCause() instanceof HubException cause
                    ? cause
                    : new HubException(Kind.UNREACHABLE, "The head of " + file.path()
                            + " can't be read: " + HubHttp.reason(e) + '.');
        } finally {
            heads.release();
        }
    }

    private Appraisal readRemote(RemoteFile file)
            throws IOException, HubException, InterruptedException {
        try (Head head = new Head(hubs.of(file.hub()), file, nanoTime)) {
            return appraiser.appraise(head, file.bytes());
        }
    }

    /** The first bytes of a file, for whoever reads channels. One thread at a time. */
    private static final class Head implements ReadableByteChannel {

        private static final int BUFFER_BYTES = 1 << 16;

        private final RemoteBytes bytes;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final LongSupplier nanoTime;
        private final long beginNanos;
        private boolean open = true;

        Head(ModelHub hub, RemoteFile file, LongSupplier nanoTime)
                throws HubException, InterruptedException {
            this.nanoTime = nanoTime;
            this.beginNanos = nanoTime.getAsLong();
            this.bytes = hub.open(file, 0, Math.min(file.bytes(), HEAD_BYTES_MAX));
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            try {
                byte[] target = into.remaining() < buffer.length
                        ? new byte[into.remaining()]
                        : buffer;
                int count = bytes.read(target);
                if (nanoTime.getAsLong() - beginNanos > HEAD_NANOS_MAX) {
                    throw new IOException("it comes too slowly");
                }
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
