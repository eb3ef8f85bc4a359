// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

/** One request's query and those of its pairs that wait to be tokenised with it. */
final class QueryGroup {

    final byte[] query;
    final PendingQueue untokenized = new PendingQueue();

    QueryGroup(byte[] query) {
        this.query = query;
    }
}
