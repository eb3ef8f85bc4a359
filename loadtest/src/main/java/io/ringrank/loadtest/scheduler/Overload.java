// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.ticket.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** More work than can be done, for an engine whose speed is known. */
final class Overload {

    static final int DOCUMENT_BYTES = 128 * MadeUpRows.BYTES_PER_TOKEN;

    private static final int DOCUMENTS = 25;
    private static final int LIGHT_DOCUMENTS = 5;
    private static final double LIGHT_SHARE = 0.01;
    private static final double FLOOD_SHARE = 3;
    private static final int LARGE_BYTES = 1 << 20;

    /** Requests of one large text; more would be the generator's own work. */
    private static final double LARGE_PER_SECOND = 150;

    private final double seconds;
    private long seed;

    /** @param seconds of one measurement */
    Overload(double seconds) {
        this.seconds = seconds;
    }

    /** Tokens a second that were scored while there was always work, over what the engine can do. */
    double saturation() throws InterruptedException {
        try (Server server = new Server()) {
            // Twice what it can do is there at the start, and time enough for all of it.
            Texts texts = new Texts(DOCUMENT_BYTES);
            int requests = (int) Math.ceil(2 * seconds * SteadyEngine.TOKENS_PER_SECOND / DOCUMENTS
                    / (DOCUMENT_BYTES / MadeUpRows.BYTES_PER_TOKEN + 1));
            for (int i = 0; i < Math.min(requests, 2000); i++) {
                server.submitPatiently(texts.next(DOCUMENTS));
            }
            Thread.sleep(200);
            long from = System.nanoTime();
            long tokens = server.engine.tokens();
            Thread.sleep((long) (seconds * 1000));
            return (server.engine.tokens() - tokens) / ((System.nanoTime() - from) / 1e9)
                    / SteadyEngine.TOKENS_PER_SECOND;
        }
    }

    /**
     * What came of three times the load.
     *
     * @param goodput tokens of answers in time, over what the engine could have done
     * @param p99Seconds of the answers
     * @param lateShare of all that was taken in
     */
    record Goodput(double goodput, double p99Seconds, double lateShare) {}

    /** @param callers that send it */
    Goodput goodput(int callers) throws InterruptedException {
        List<Caller> names = IntStream.range(0, callers)
                .mapToObj(i -> new Caller("caller " + i))
                .toList();
        try (Server server = new Server()) {
            OpenLoad load = server.load(names, DOCUMENTS, DOCUMENT_BYTES, ++seed);
            double warmUp = 2.5;
            long from = System.nanoTime();
            Thread sender = Thread.ofPlatform()
                    .start(() -> load.run(
                            load.requestsPerSecond(FLOOD_SHARE), from + nanos(warmUp + seconds)));
            Thread.sleep((long) (warmUp * 1000));
            long before = load.answeredTokens.get();
            long since = System.nanoTime();
            sender.join();
            double goodput = (load.answeredTokens.get() - before)
                    / ((System.nanoTime() - since) / 1e9) / SteadyEngine.TOKENS_PER_SECOND;
            Thread.sleep(2500);
            double late = load.late.get();
            return new Goodput(goodput, p99(load.latencies) / 1e9,
                    late / Math.max(1, late + load.latencies.size()));
        }
    }

    /** Nanoseconds that the answers of a light caller took. */
    List<Long> lightAlone() throws InterruptedException {
        try (Server server = new Server()) {
            OpenLoad light = server.load("light", LIGHT_DOCUMENTS, DOCUMENT_BYTES, ++seed);
            light.run(light.requestsPerSecond(LIGHT_SHARE), System.nanoTime() + nanos(seconds));
            return finished(light);
        }
    }

    List<Long> lightBesideAFlood() throws InterruptedException {
        try (Server server = new Server()) {
            OpenLoad flood = server.load("flood", DOCUMENTS, DOCUMENT_BYTES, ++seed);
            return lightBeside(server, flood, flood.requestsPerSecond(FLOOD_SHARE));
        }
    }

    List<Long> lightBesideLargeTexts() throws InterruptedException {
        try (Server server = new Server()) {
            return lightBeside(server, server.load("flood", 1, LARGE_BYTES, ++seed),
                    LARGE_PER_SECOND);
        }
    }

    private List<Long> lightBeside(Server server, OpenLoad flood, double floodPerSecond)
            throws InterruptedException {
        OpenLoad light = server.load("light", LIGHT_DOCUMENTS, DOCUMENT_BYTES, ++seed);
        long until = System.nanoTime() + nanos(seconds + 1);
        Thread sender = Thread.ofPlatform().start(() -> flood.run(floodPerSecond, until));
        Thread.sleep(1000);
        light.run(light.requestsPerSecond(LIGHT_SHARE), until);
        sender.join();
        return finished(light);
    }

    private static List<Long> finished(OpenLoad light) throws InterruptedException {
        Thread.sleep(300);
        if (light.late.get() + light.refused.get() > 0) {
            throw new IllegalStateException("the light caller was refused " + light.refused
                    + " times and late " + light.late + " times");
        }
        return new ArrayList<>(light.latencies);
    }

    /** Nearest rank. */
    static long p99(Collection<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
