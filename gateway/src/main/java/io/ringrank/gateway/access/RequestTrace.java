// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.ringrank.scheduler.ticket.StageTimes;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request so far: it is filled in on the way and read when the request ends.
 * Event loop only. Texts and secrets have no field here, so they can't reach the log.
 */
public final class RequestTrace {

    private static final String KEY = RequestTrace.class.getName();

    /**
     * What an answered request took.
     *
     * @param pairs that were scored
     * @param cachedPairs those of them that no engine had to compute
     * @param tokens of all scored pairs
     * @param cachedTokens of the cached ones
     */
    public record Work(int pairs, int cachedPairs, long tokens, long cachedTokens) {

        public static final Work NONE = new Work(0, 0, 0, 0);
    }

    final String id;
    final long startNanos;
    @Nullable
    String callerId;
    @Nullable
    String deployment;
    int pairs;
    Work work = Work.NONE;
    private boolean accounted;
    int queries;
    StageTimes times = StageTimes.NONE;

    RequestTrace(String id, long startNanos) {
        this.id = id;
        this.startNanos = startNanos;
    }

    /** The trace that {@link AccessLog} began for this request. */
    public static RequestTrace of(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.<RequestTrace>get(KEY), "no trace was begun");
    }

    void attachTo(RoutingContext ctx) {
        ctx.put(KEY, this);
    }

    /** Names the request in the answer, in its headers and in the log. */
    public String id() {
        return id;
    }

    /** On the clock of {@link System#nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    /** Where it was submitted, if it came so far. */
    public Optional<String> deployment() {
        return Optional.ofNullable(deployment);
    }

    /** Who sent it, if that is known. */
    public Optional<String> caller() {
        return Optional.ofNullable(callerId);
    }

    /** What it took; nothing if it was not answered. */
    public Work work() {
        return work;
    }

    /** Whether its use was not yet charged to the caller; true once. */
    public boolean tryAccount() {
        boolean first = !accounted;
        accounted = true;
        return first;
    }

    /** Of one query of a batch that this trace is of; its time begins now. */
    public RequestTrace ofQuery(int index) {
        RequestTrace trace = new RequestTrace(id + '-' + index, System.nanoTime());
        trace.callerId = callerId;
        return trace;
    }

    /** From now on its queries are counted, and it is not. */
    public void split(int queryCount) {
        queries = queryCount;
    }

    /** Whether it is a batch that was read. */
    public boolean isSplit() {
        return queries > 0;
    }

    /** @param publicId of who sent it */
    public void authenticated(String publicId) {
        this.callerId = publicId;
    }

    /** @param count of documents, each one pair with the query */
    public void accepted(String deploymentName, int count) {
        this.deployment = deploymentName;
        this.pairs = count;
    }

    public void answered(Work done, StageTimes stageTimes) {
        this.work = done;
        this.times = stageTimes;
    }
}
