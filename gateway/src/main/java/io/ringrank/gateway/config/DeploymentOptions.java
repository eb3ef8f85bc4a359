// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import io.ringrank.gateway.dialect.ScoreMode;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment has of its own. What is null is as in the settings of the server.
 *
 * @param replicas engine processes at least, 1 to {@value #REPLICAS_MAX}, among which its lanes are
 *        divided; while one of them restarts, the others serve
 * @param lanes batches that run at once, 1 to {@value #LANES_MAX}
 * @param device {@code auto}, {@code cpu} or the name of a GPU
 * @param cacheBytes of scores that are kept, 0 to {@value #CACHE_BYTES_MAX}
 * @param cacheTtlSeconds how long, 0 to {@value #CACHE_TTL_SECONDS_MAX}; 0 for ever
 * @param idleUnloadSeconds without a request, after which its engines end until the next one, 1 to
 *        {@value #IDLE_UNLOAD_SECONDS_MAX}; null for never
 * @param scoreMode scale of its scores, if neither request nor key says; null for that of the dialect
 */
public record DeploymentOptions(int replicas, @Nullable Integer lanes, @Nullable String device,
        @Nullable Long cacheBytes, @Nullable Integer cacheTtlSeconds,
        @Nullable Integer idleUnloadSeconds, @Nullable ScoreMode scoreMode) {

    public static final int REPLICAS_MAX = 64;
    public static final int LANES_MAX = 256;
    public static final long CACHE_BYTES_MAX = 1L << 40;
    public static final int CACHE_TTL_SECONDS_MAX = 366 * 86_400;
    public static final int IDLE_UNLOAD_SECONDS_MAX = 366 * 86_400;

    public static final DeploymentOptions DEFAULT =
            new DeploymentOptions(1, null, null, null, null, null, null);

    public DeploymentOptions {
        check("replicas", (long) replicas, 1, REPLICAS_MAX);
        check("lanes", large(lanes), 1, LANES_MAX);
        check("cache_bytes", cacheBytes, 0, CACHE_BYTES_MAX);
        check("cache_ttl_seconds", large(cacheTtlSeconds), 0, CACHE_TTL_SECONDS_MAX);
        check("idle_unload_seconds", large(idleUnloadSeconds), 1, IDLE_UNLOAD_SECONDS_MAX);
    }

    private static @Nullable Long large(@Nullable Integer number) {
        return number == null ? null : (Long) number.longValue();
    }

    private static void check(String name, @Nullable Long value, long min, long max) {
        if (value != null && (value < min || value > max)) {
            throw new IllegalArgumentException(
                    name + " must be from " + min + " to " + max + ", not " + value);
        }
    }
}
