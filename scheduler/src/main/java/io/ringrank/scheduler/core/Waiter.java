// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.core.PairRequest.MissedPair;

/** One document of one request, as it waits for its pair; it ends exactly once. */
final class Waiter {

    final Work work;
    final Pending pending;

    /** Of the document in its job. */
    final int index;

    /** Of the document, as claimed from the credits. */
    final int bytes;

    boolean ended;

    Waiter(Work work, Pending pending, MissedPair pair) {
        this.work = work;
        this.pending = pending;
        this.index = pair.index();
        this.bytes = pair.document().length;
    }
}
