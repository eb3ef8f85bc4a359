// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/**
 * A run of token ids that only an engine of the same model understands. Whoever makes one hands the
 * array over and never writes to it again.
 */
public final class TokenRow {

    private final int[] ids;

    public TokenRow(int[] ids) {
        this.ids = ids;
    }

    public int length() {
        return ids.length;
    }

    /** The ids themselves, not a copy: read only. */
    public int[] ids() {
        return ids;
    }
}
