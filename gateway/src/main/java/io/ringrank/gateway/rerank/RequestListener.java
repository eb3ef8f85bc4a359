// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;

/** Hears of every request of a known caller when it has ended. Event loop only; never waits. */
@FunctionalInterface
public interface RequestListener {

    void onEnd(EndedRequest request);

    /**
     * One request that has ended.
     *
     * @param caller the public part of a key, or {@code user:} and a name
     * @param deployment that was asked, or {@code -} if it came to none
     * @param status of HTTP; 499 if the client went away
     */
    record EndedRequest(String caller, String deployment, int status, RequestTrace.Work work) {}
}
