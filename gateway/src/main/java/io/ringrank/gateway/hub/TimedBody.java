// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that fails if nothing comes for too long; the client of the JDK
 * watches the head only. Parts are asked for one by one, so that a slow reader fills no memory. One
 * thread reads; another delivers.
 */
final class TimedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {

    private final Duration patience;
    /** Holds two at most: a part, and how it ends. */
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    private boolean ended;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;

    /** What the other thread delivers. */
    private sealed interface Event {}

    private record Part(List<ByteBuffer> buffers) implements Event {}

    private record End() implements Event {}

    private record Break(Throwable cause) implements Event {}

    TimedBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        events.add(new Part(part));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Break(failure));
    }

    @Override
    public void onComplete() {
        events.add(new End());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended && length > 0 && !hasBytes()) {
            take();
        }
        ByteBuffer next = buffers.peek();
        if (next == null || length == 0) {
            return ended && length > 0 ? -1 : 0;
        }
        int count = Math.min(length, next.remaining());
        next.get(into, offset, count);
        return count;
    }

    private boolean hasBytes() {
        for (ByteBuffer next = buffers.peek(); next != null; next = buffers.peek()) {
            if (next.hasRemaining()) {
                return true;
            }
            buffers.poll();
        }
        return false;
    }

    private void take() throws IOException {
        switch (next()) {
            case Part(List<ByteBuffer> part) -> {
                buffers.addAll(part);
                Flow.Subscription from = subscription;
                if (from != null) {
                    from.request(1);
                }
            }
            case End() -> ended = true;
            case Break(Throwable cause) -> {
                ended = true;
                throw new IOException(HubHttp.reason(cause), cause);
            }
        }
    }

    private Event next() throws IOException {
        try {
            @Nullable
            Event event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new HttpTimeoutException(
                        "nothing came for " + patience.toMillis() + " milliseconds");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        }
    }

    /** Gives the connection up if there is more to come. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }
}
