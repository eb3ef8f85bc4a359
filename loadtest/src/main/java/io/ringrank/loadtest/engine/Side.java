// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.gateway.cli.CommandFailedException;

/** Something with lanes that computes plans, and waits without computing in between. One thread. */
interface Side extends AutoCloseable {

    /**
     * Computes a plan on all lanes at once.
     *
     * @throws CommandFailedException if it can't, with the reason
     */
    RoundResult run(BatchPlan plan) throws CommandFailedException;

    @Override
    void close();
}
