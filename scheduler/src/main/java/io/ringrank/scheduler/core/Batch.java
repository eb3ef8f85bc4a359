// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.List;

/**
 * Rows that one lane runs in one call.
 *
 * @param longestWaitNanos from admission until it was sent, of its oldest row
 */
record Batch(EngineState engine, int lane, List<PendingRow> rows, long tokens,
        long longestWaitNanos) {}
