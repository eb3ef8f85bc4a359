// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.limit.Limiter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key by the hash of its value. Immutable but for when its keys were used; any thread.
 */
final class KeyTable {

    /*
     * Open addressing, at most half full, by the first bits of the hash, which nobody can choose. With ten
     * thousand keys nothing of one is in the processor's caches, so what counts is how many places of memory a
     * look-up touches: here the slot and the entry, in which lies all that it takes to let a request in. With a
     * map from id to record it was nine, and a look-up among ten thousand keys took twice as long as among ten.
     */

    private final @Nullable Entry[] slots;

    /** The hash in four parts, of the value that a client sent. */
    record Hash(long a, long b, long c, long d) {

        static Hash of(byte[] sha256) {
            ByteBuffer bytes = ByteBuffer.wrap(sha256);
            return new Hash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        }
    }

    /** A key, what holds it to its limits, and when it was last let in. */
    static final class Entry {

        private final long a;
        private final long b;
        private final long c;
        private final long d;
        private final long expiresMillis;

        /** 0 for never; any of several requests at once may win. */
        private volatile long lastUsedMillis;

        final Principal.KeyHolder holder;

        Entry(ApiKeyRecord key, Limiter limiter, long lastUsedMillis) {
            Hash hash = Hash.of(HexFormat.of().parseHex(key.sha256()));
            Instant expires = key.grant().expires();
            this.a = hash.a;
            this.b = hash.b;
            this.c = hash.c;
            this.d = hash.d;
            this.expiresMillis = expires == null ? Long.MAX_VALUE : expires.toEpochMilli();
            this.holder = new Principal.KeyHolder(key, limiter);
            this.lastUsedMillis = lastUsedMillis;
        }

        /** Whether it is valid at that time; then it remembers the time. */
        boolean use(long nowMillis) {
            if (nowMillis >= expiresMillis) {
                return false;
            }
            lastUsedMillis = nowMillis;
            return true;
        }

        long lastUsedMillis() {
            return lastUsedMillis;
        }

        /** In constant time, though it would not matter: nobody can make values for hashes. */
        private boolean hasHash(Hash hash) {
            return ((a ^ hash.a) | (b ^ hash.b) | (c ^ hash.c) | (d ^ hash.d)) == 0;
        }
    }

    KeyTable(Collection<Entry> entries) {
        int size = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
        this.slots = new @Nullable Entry[size];
        for (Entry entry : entries) {
            int slot = (int) entry.a & (size - 1);
            while (slots[slot] != null) {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = entry;
        }
    }

    @Nullable
    Entry find(Hash hash) {
        int mask = slots.length - 1;
        int slot = (int) hash.a & mask;
        Entry entry = slots[slot];
        while (entry != null) {
            if (entry.hasHash(hash)) {
                return entry;
            }
            slot = (slot + 1) & mask;
            entry = slots[slot];
        }
        return null;
    }
}
