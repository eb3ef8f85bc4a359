// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.store;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A change that is being made. Only the thread that makes it, and only until it returns. */
public final class Transaction {

    private final Handle handle;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /** For {@code *Table} classes. */
    public Handle handle() {
        return handle;
    }

    /**
     * Publishes what was changed, once it is on disk. These run in the order of the commits and before
     * the change is acknowledged, so what is published is never older than what was acknowledged.
     *
     * @param publication must be short and must not fail
     */
    public void afterCommit(Runnable publication) {
        afterCommit.add(publication);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
