// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/** The first 128 bits of a SHA-256: two pairs have the same key only if they are the same pair. */
public record PairKey(long high, long low) {

    /** The bits are uniform already; mixing them would add nothing. */
    @Override
    public int hashCode() {
        return (int) low;
    }
}
