// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.cost.Budget;
import java.util.List;

/**
 * Rows that one lane runs in one call.
 *
 * @param budget it was packed for
 * @param full whether nothing but the budget kept it from being larger
 * @param longestWaitNanos from admission until it was sent, of its oldest row
 */
record Batch(EngineState engine, int lane, List<PendingRow> rows, long tokens, Budget budget,
        boolean full, long longestWaitNanos) {}
