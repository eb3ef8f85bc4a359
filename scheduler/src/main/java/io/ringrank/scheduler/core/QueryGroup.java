// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.pair.ScoringOptions;

/** One request's query and options, and those of its pairs that wait to be tokenised with it. */
final class QueryGroup {

    final byte[] query;
    final ScoringOptions options;
    final PendingQueue<Pending> untokenized = new PendingQueue<>();

    QueryGroup(byte[] query, ScoringOptions options) {
        this.query = query;
        this.options = options;
    }
}
