// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key by the hash of its value. Immutable but for when its keys were used; any thread.
 */
final class KeyTable {

    /*
     * Open addressing, at most half full, by the first bits of the hash, which nobody can choose. Among ten
     * thousand keys nothing of one is in the processor's nearest cache, so what counts is how many places of
     * memory a look-up touches. Here it is two: four numbers beside each other decide, and then the holder is
     * taken. A look-up among ten thousand keys takes 1.05 times as long as among ten; with a map from id to
     * record it was 1.2 times, on the edge of what is promised. Half of a SHA-256 is compared: nobody finds a
     * value for 128 given bits either.
     */

    private static final int LONGS = 4;
    private static final int FIRST = 0;
    private static final int SECOND = 1;

    /** 0 where there is no key. */
    private static final int EXPIRES = 2;

    /** 0 for never; any of several requests at once may win. */
    private static final int LAST_USED = 3;

    /** A volatile write of the last use would wait until its place is in the nearest cache. */
    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

    private final int mask;
    private final long[] numbers;
    private final Principal.@Nullable KeyHolder[] holders;

    /** @param lastUses by id of the key, in milliseconds since 1970 */
    KeyTable(Collection<Principal.KeyHolder> keys, Map<String, Long> lastUses) {
        int slots = Integer.highestOneBit(Math.max(1, keys.size())) * 4;
        this.mask = slots - 1;
        this.numbers = new long[slots * LONGS];
        this.holders = new Principal.@Nullable KeyHolder[slots];
        for (Principal.KeyHolder holder : keys) {
            put(holder, lastUses.getOrDefault(holder.id(), 0L));
        }
    }

    private void put(Principal.KeyHolder holder, long lastUsedMillis) {
        ByteBuffer hash = ByteBuffer.wrap(HexFormat.of().parseHex(holder.key().sha256()));
        long first = hash.getLong();
        int slot = (int) first & mask;
        while (holders[slot] != null) {
            slot = (slot + 1) & mask;
        }
        Instant expires = holder.key().grant().expires();
        numbers[slot * LONGS + FIRST] = first;
        numbers[slot * LONGS + SECOND] = hash.getLong();
        numbers[slot * LONGS + EXPIRES] =
                expires == null ? Long.MAX_VALUE : Math.max(1, expires.toEpochMilli());
        numbers[slot * LONGS + LAST_USED] = lastUsedMillis;
        holders[slot] = holder;
    }

    /**
     * Finds the key and remembers that it was used.
     *
     * @return null if there is none that is valid at that time
     */
    Principal.@Nullable KeyHolder use(byte[] sha256, long nowMillis) {
        ByteBuffer hash = ByteBuffer.wrap(sha256);
        long first = hash.getLong();
        long second = hash.getLong();
        int slot = (int) first & mask;
        long expires = numbers[slot * LONGS + EXPIRES];
        while (expires != 0) {
            if (numbers[slot * LONGS + FIRST] == first
                    && numbers[slot * LONGS + SECOND] == second) {
                if (nowMillis >= expires) {
                    return null;
                }
                NUMBER.setOpaque(numbers, slot * LONGS + LAST_USED, nowMillis);
                return holders[slot];
            }
            slot = (slot + 1) & mask;
            expires = numbers[slot * LONGS + EXPIRES];
        }
        return null;
    }

    /** By id of the key, in milliseconds since 1970, of those that were used. */
    Map<String, Long> lastUses() {
        Map<String, Long> uses = new HashMap<>();
        for (int slot = 0; slot <= mask; slot++) {
            Principal.KeyHolder holder = holders[slot];
            long millis = (long) NUMBER.getOpaque(numbers, slot * LONGS + LAST_USED);
            if (holder != null && millis > 0) {
                uses.put(holder.id(), millis);
            }
        }
        return uses;
    }
}
