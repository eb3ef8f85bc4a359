// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.audit;

import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.control.store.Transaction;
import io.ringrank.gateway.limit.Allowance;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers every management action. What was done is written in the transaction that does it, so
 * that there is no change without its row. Waits for the disk; never on an event loop.
 */
public final class AuditLog {

    /*
     * Anybody can be refused, as often as they like, so refusals have an allowance: beyond it they are only
     * counted, and the next row that is written tells how many were left out.
     */

    /** Of refusals; about 3 MB a day at the very most. */
    private static final int REFUSALS_PER_MINUTE = 60;

    /** What is written of an action that succeeded. */
    private static final String OK = "ok";

    private final Store store;
    private final InstantSource clock;
    private final Allowance refusals;
    private final AtomicLong leftOut = new AtomicLong();

    /** @param nanoTime of the allowance, like {@link System#nanoTime} */
    public AuditLog(Store store, InstantSource clock, LongSupplier nanoTime) {
        this.store = store;
        this.clock = clock;
        this.refusals = new Allowance(REFUSALS_PER_MINUTE, REFUSALS_PER_MINUTE, nanoTime);
    }

    /** Writes what was done to the database as a whole, from outside. */
    public static void note(Transaction tx, Instant at, Actor actor, String action,
            String detail) {
        AuditTable.insert(tx.handle(), new AuditEntry(0, at, actor, action, "", OK, detail));
    }

    /** Writes what is done in this transaction. */
    public void done(Transaction tx, Actor actor, String action, String target, String detail) {
        AuditTable.insert(tx.handle(),
                new AuditEntry(0, clock.instant(), actor, action, target, OK, detail));
    }

    /** @param code of the error with which it was refused */
    public void refused(Actor actor, String action, String target, String code) {
        if (!refusals.tryClaim(1).isZero()) {
            leftOut.incrementAndGet();
            return;
        }
        long more = leftOut.getAndSet(0);
        String detail = more == 0 ? "" : "and " + more + " more refusals before, of anybody";
        store.write(tx -> {
            AuditTable.insert(tx.handle(), new AuditEntry(0, clock.instant(), actor, action,
                    target, code, detail));
            return true;
        });
    }

    /**
     * Reads rows, newest first.
     *
     * @param beforeId only those with a smaller id
     */
    public List<AuditEntry> before(long beforeId, int rowsMax) {
        return store.read(handle -> AuditTable.before(handle, beforeId, rowsMax));
    }
}
