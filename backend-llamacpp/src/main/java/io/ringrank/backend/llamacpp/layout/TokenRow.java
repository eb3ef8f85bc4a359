// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import java.util.Arrays;

/**
 * An immutable row of token ids. Any thread.
 */
public final class TokenRow {
    private static final TokenRow EMPTY = new TokenRow(new int[0]);

    private final int[] ids;

    private TokenRow(int[] ids) {
        this.ids = ids;
    }

    /** Returns a row of these ids; the array is copied. */
    public static TokenRow of(int... ids) {
        return ids.length == 0 ? EMPTY : new TokenRow(ids.clone());
    }

    /** Returns a row over an array that its maker never writes to again. */
    static TokenRow owning(int[] ids) {
        return new TokenRow(ids);
    }

    /** Returns the number of tokens. */
    public int length() {
        return ids.length;
    }

    /**
     * Returns the id at an index.
     *
     * @throws IndexOutOfBoundsException outside 0 to {@link #length()} - 1
     */
    public int at(int index) {
        return ids[index];
    }

    /** Copies the ids into an array, from an offset on. */
    public void copyTo(int[] target, int offset) {
        System.arraycopy(ids, 0, target, offset, ids.length);
    }

    /** Returns a copy of the ids. */
    public int[] toArray() {
        return ids.clone();
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
