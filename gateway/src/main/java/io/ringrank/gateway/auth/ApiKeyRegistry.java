// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.limit.Limiter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows the API keys that are valid now: an immutable snapshot that is replaced as a whole. Any thread;
 * a request costs one look-up and one hash, however many keys there are.
 */
public final class ApiKeyRegistry {

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private volatile Map<String, Entry> byId = Map.of();

    /** A key, what holds it to its limits, and when it was last let in. */
    private static final class Entry {

        final Principal.KeyHolder holder;

        /** 0 for never; any of several requests at once may win. */
        volatile long lastUsedMillis;

        Entry(ApiKeyRecord key, Limiter limiter, long lastUsedMillis) {
            this.holder = new Principal.KeyHolder(key, limiter);
            this.lastUsedMillis = lastUsedMillis;
        }
    }

    /**
     * @param clock of the times at which keys expire
     * @param nanoTime of their limits, like {@link System#nanoTime}
     */
    public ApiKeyRegistry(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Adds keys, or changes those that are there; what a key has used of its limits it keeps. */
    public synchronized void put(Collection<ApiKeyRecord> keys) {
        Map<String, Entry> fresh = new HashMap<>(byId);
        for (ApiKeyRecord key : keys) {
            fresh.merge(key.id(), new Entry(key, new Limiter(key.grant().limits(), nanoTime), 0),
                    (old, changed) -> kept(old, changed, key));
        }
        byId = Map.copyOf(fresh);
    }

    /** From the next request on the key is not valid. */
    public synchronized void remove(String id) {
        Map<String, Entry> fresh = new HashMap<>(byId);
        fresh.remove(id);
        byId = Map.copyOf(fresh);
    }

    /** Null if it is no key that is valid now. */
    public Principal.@Nullable KeyHolder find(String token) {
        ApiKey key = ApiKey.parse(token);
        Entry entry = key == null ? null : byId.get(key.id());
        if (key == null || entry == null || !entry.holder.key().matches(key)) {
            return null;
        }
        Instant now = clock.instant();
        if (entry.holder.key().grant().isExpired(now)) {
            return null;
        }
        entry.lastUsedMillis = now.toEpochMilli();
        return entry.holder;
    }

    /** When each key was last let in by this process, in milliseconds since 1970. */
    public Map<String, Long> lastUses() {
        Map<String, Long> uses = new HashMap<>();
        byId.forEach((id, entry) -> {
            if (entry.lastUsedMillis > 0) {
                uses.put(id, entry.lastUsedMillis);
            }
        });
        return uses;
    }

    private static Entry kept(Entry old, Entry changed, ApiKeyRecord key) {
        boolean sameLimits = old.holder.key().grant().limits().equals(key.grant().limits());
        return sameLimits
                ? new Entry(key, old.holder.limiter(), old.lastUsedMillis)
                : new Entry(key, changed.holder.limiter(), old.lastUsedMillis);
    }
}
