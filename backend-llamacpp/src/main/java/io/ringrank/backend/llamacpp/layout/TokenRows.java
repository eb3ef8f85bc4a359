// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.pair.TokenRow;

/** Puts rows together. Any thread. */
final class TokenRows {

    private TokenRows() {}

    /** Returns the ids of all parts, one behind the other. */
    static TokenRow joined(int[]... parts) {
        int length = 0;
        for (int[] part : parts) {
            length += part.length;
        }
        int[] ids = new int[length];
        int end = 0;
        for (int[] part : parts) {
            System.arraycopy(part, 0, ids, end, part.length);
            end += part.length;
        }
        return new TokenRow(ids);
    }
}
