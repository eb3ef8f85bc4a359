// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.rerank.RequestGate;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.scheduler.Reranker;
import io.ringrank.scheduler.ticket.Failure;
import io.ringrank.scheduler.ticket.RerankJob;
import io.ringrank.scheduler.ticket.Submission;
import io.ringrank.scheduler.ticket.Ticket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the requests of one deployment in, and remembers when the last one was there. When the deployment
 * ends, it hands them to what took its place. Any thread.
 */
final class Entrance {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final String name;
    private final Reranker reranker;
    private final RequestGate gate = new RequestGate();
    private final LongSupplier nanos;
    private volatile long lastNanos;
    private volatile @Nullable RerankTarget successor;

    /** @param nanos as {@link System#nanoTime()} */
    Entrance(String name, Reranker reranker, LongSupplier nanos) {
        this.name = name;
        this.reranker = reranker;
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
    }

    Submission submit(RerankJob job) {
        if (!gate.tryEnter()) {
            RerankTarget other = successor;
            return other == null
                    ? refused(job, new Failure.NotReady("it is being stopped"))
                    : other.submit(job);
        }
        Submission submission = reranker.submit(job);
        submission.outcome().whenComplete((_, _) -> {
            touch();
            gate.leave();
        });
        return submission;
    }

    /** A job that nobody took in. */
    static Submission refused(RerankJob job, Failure failure) {
        Ticket ticket = new Ticket(job.documents().size(), () -> {});
        ticket.fail(failure);
        return ticket;
    }

    /** As if a request had left now. */
    void touch() {
        lastNanos = nanos.getAsLong();
    }

    /** How long nobody has been inside. */
    Duration emptyFor() {
        long last = lastNanos;
        return gate.inside() > 0 ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - last);
    }

    /** Before it is drained, so that no request falls between the two. */
    void giveWayTo(RerankTarget other) {
        successor = other;
    }

    /** Takes nothing more in, and returns when what it took in is answered, or late. */
    void drain(Duration timeout) {
        try {
            gate.drain()
                    .toCompletableFuture()
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            LOG.warn("deployment {} ends with requests still open, which fail", name);
        } catch (ExecutionException e) {
            throw new AssertionError("it never completes exceptionally", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
