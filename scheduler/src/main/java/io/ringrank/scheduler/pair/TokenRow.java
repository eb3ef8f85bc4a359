// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import java.util.Arrays;

/**
 * A run of token ids that only an engine of the same model understands. Any thread: whoever makes one
 * hands the array over and never writes to it again.
 */
public final class TokenRow {

    private final int[] ids;

    public TokenRow(int[] ids) {
        this.ids = ids;
    }

    public static TokenRow of(int... ids) {
        return new TokenRow(ids);
    }

    public int length() {
        return ids.length;
    }

    /**
     * The id at an index.
     *
     * @throws IndexOutOfBoundsException outside 0 to {@link #length()} - 1
     */
    public int at(int index) {
        return ids[index];
    }

    /** The ids themselves, not a copy: read only. */
    public int[] ids() {
        return ids;
    }

    /** Copies the ids into an array, from an offset on. */
    public void copyTo(int[] target, int offset) {
        System.arraycopy(ids, 0, target, offset, ids.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenRow row && Arrays.equals(ids, row.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
