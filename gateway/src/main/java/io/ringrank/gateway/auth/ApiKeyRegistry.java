// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.auth.KeyTable.Entry;
import io.ringrank.gateway.limit.Limiter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows the API keys that are valid now: an immutable snapshot that is replaced as a whole. Any thread;
 * a request costs one hash and one look-up, however many keys there are.
 */
public final class ApiKeyRegistry {

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** For changes only, under the lock of this object. */
    private final Map<String, Entry> byId = new HashMap<>();

    private volatile KeyTable table = new KeyTable(List.of());

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
        for (ApiKeyRecord key : keys) {
            Entry old = byId.get(key.id());
            byId.put(key.id(), old == null
                    ? new Entry(key, new Limiter(key.grant().limits(), nanoTime), 0)
                    : new Entry(key, limiter(old, key), old.lastUsedMillis()));
        }
        table = new KeyTable(byId.values());
    }

    /** From the next request on the key is not valid. */
    public synchronized void remove(String id) {
        byId.remove(id);
        table = new KeyTable(byId.values());
    }

    /** Null if it is no key that is valid now. */
    public Principal.@Nullable KeyHolder find(String token) {
        ApiKey key = ApiKey.parse(token);
        if (key == null) {
            return null;
        }
        Entry entry = table.find(KeyTable.Hash.of(key.sha256()));
        return entry != null && entry.use(clock.millis()) ? entry.holder : null;
    }

    /** When each key was last let in by this process, in milliseconds since 1970. */
    public synchronized Map<String, Long> lastUses() {
        Map<String, Long> uses = new HashMap<>();
        byId.forEach((id, entry) -> {
            if (entry.lastUsedMillis() > 0) {
                uses.put(id, entry.lastUsedMillis());
            }
        });
        return uses;
    }

    private Limiter limiter(Entry old, ApiKeyRecord key) {
        boolean sameLimits = old.holder.key().grant().limits().equals(key.grant().limits());
        return sameLimits
                ? old.holder.limiter()
                : new Limiter(key.grant().limits(), nanoTime);
    }
}
