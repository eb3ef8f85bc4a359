// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.List;
import java.util.Optional;

/**
 * Some of what was found. Any thread.
 *
 * @param next for {@link SearchQuery#page}; empty if this is all
 */
public record SearchPage(List<Row> rows, Optional<String> next) {

    public SearchPage {
        rows = List.copyOf(rows);
    }

    /**
     * One repository. Texts are the hub's: nobody vouches for them.
     *
     * @param updated when it was changed last, as the hub writes it; empty if it doesn't
     * @param task as the hub calls it; empty if it has none
     * @param gated whether a licence must be accepted first
     */
    public record Row(Hub hub, String repository, long downloads, long likes, String updated,
            String task, boolean gated) {}
}
