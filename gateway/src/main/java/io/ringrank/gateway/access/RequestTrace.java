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

    final String id;
    final long startNanos;
    @Nullable
    String keyId;
    @Nullable
    String deployment;
    int pairs;
    int cached;
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

    /** @param publicId of the API key */
    public void authenticated(String publicId) {
        this.keyId = publicId;
    }

    /** @param count of documents, each one pair with the query */
    public void accepted(String deploymentName, int count) {
        this.deployment = deploymentName;
        this.pairs = count;
    }

    /** @param cachedPairs how many of the pairs no engine had to compute */
    public void answered(int cachedPairs, StageTimes stageTimes) {
        this.cached = cachedPairs;
        this.times = stageTimes;
    }
}
