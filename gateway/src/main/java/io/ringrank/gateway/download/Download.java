// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.RemoteFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fetching of one file, whoever wants it. Any thread.
 */
public final class Download {

    private final RemoteFile file;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;
    private volatile boolean discarding;
    /** Guarded by this. */
    private @Nullable Thread worker;

    /** How far it is. */
    public sealed interface State {}

    /** Others are fetched first. */
    public record Waiting() implements State {}

    /** @param bytes that are here, of all */
    public record Running(long bytes, long total, long bytesPerSecond) implements State {}

    /**
     * It is tried again in a moment.
     *
     * @param problem why
     * @param bytes that are here
     */
    public record Pausing(HubProblem problem, long bytes) implements State {}

    /** @param file complete and checked */
    public record Done(Path file) implements State {}

    public record Failed(HubProblem problem) implements State {}

    /** Nobody wants it any more. */
    public record Stopped() implements State {}

    Download(RemoteFile file) {
        this.file = file;
        this.state = new Waiting();
    }

    public RemoteFile file() {
        return file;
    }

    public State state() {
        return state;
    }

    /** Whether nothing will happen any more. */
    public boolean isOver() {
        return ended.getCount() == 0;
    }

    /**
     * Waits for its end.
     *
     * @param listener hears on the download's thread how far it is, some times a second; never waits
     * @return the file
     */
    Path await(Consumer<State> listener) throws HubException, InterruptedException {
        listeners.add(listener);
        try {
            ended.await();
        } finally {
            listeners.remove(listener);
        }
        return switch (state) {
            case Done(Path path) -> path;
            case Failed(HubProblem problem) -> throw new HubException(problem);
            case Stopped() -> throw new HubException(HubProblem.Kind.BUSY,
                    "The download of " + file.path() + " was stopped; pull it again, or start its"
                            + " deployment, and it goes on.");
            case Waiting(),Running _,Pausing _ -> throw new IllegalStateException("it has ended");
        };
    }

    /** Waits for its end, but not for ever. */
    void awaitEnd(long millisMax) throws InterruptedException {
        boolean _ = ended.await(millisMax, TimeUnit.MILLISECONDS);
    }

    /** Begins it, on a thread of its own that {@link #stop} interrupts. */
    void runOn(Thread thread) {
        synchronized (this) {
            worker = thread;
        }
        thread.start();
    }

    void moveTo(State next) {
        state = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    void endWith(State last) {
        try {
            moveTo(last);
        } finally {
            ended.countDown();
        }
    }

    /** @param discards whether what has come is thrown away, too */
    void stop(boolean discards) {
        discarding |= discards;
        stopped.countDown();
        synchronized (this) {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    boolean isDiscarded() {
        return discarding;
    }

    /** Waits until the time is over, or it is stopped. */
    void pause(Duration time) throws InterruptedException {
        if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }
}
