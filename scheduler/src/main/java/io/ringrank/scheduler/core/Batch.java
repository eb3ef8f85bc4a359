// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.List;

/**
 * Pairs that one lane runs in one call.
 *
 * @param longestWaitNanos from admission until it was sent, of its oldest pair
 */
record Batch(EngineState engine, int lane, List<Pending> pendings, long tokens,
        long longestWaitNanos) {}
