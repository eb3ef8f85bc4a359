// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.limit.KeyLimits;
import io.ringrank.gateway.limit.Limiter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows the API keys that are valid now: a snapshot that is replaced as a whole. Any thread; a request
 * costs one hash and one look-up, however many keys there are.
 */
public final class ApiKeyRegistry {

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** For changes only, under the lock of this object. */
    private final Map<String, Principal.KeyHolder> byId = new HashMap<>();

    private volatile KeyTable table = new KeyTable(List.of(), Map.of());

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
            byId.put(key.id(), new Principal.KeyHolder(key, limiter(key)));
        }
        publish();
    }

    /** From the next request on the key is not valid. */
    public synchronized void remove(String id) {
        byId.remove(id);
        publish();
    }

    /** Null if it is no key that is valid now. */
    public Principal.@Nullable KeyHolder find(String token) {
        ApiKey key = ApiKey.parse(token);
        return key == null ? null : table.use(key.sha256(), clock.millis());
    }

    /** When each key was last let in by this process, in milliseconds since 1970. */
    public Map<String, Long> lastUses() {
        return table.lastUses();
    }

    private void publish() {
        table = new KeyTable(byId.values(), table.lastUses());
    }

    private Limiter limiter(ApiKeyRecord key) {
        Principal.KeyHolder old = byId.get(key.id());
        KeyLimits limits = key.grant().limits();
        if (old == null) {
            return new Limiter(limits, nanoTime);
        }
        old.limiter().change(limits);
        return old.limiter();
    }
}
