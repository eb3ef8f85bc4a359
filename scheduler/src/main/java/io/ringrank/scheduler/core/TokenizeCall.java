// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import java.util.List;

/**
 * Pairs of one query whose documents an engine tokenises in one call.
 *
 * @param caller whose rows they will be
 * @param expectedTokens of those rows
 */
record TokenizeCall(EngineState engine, FairQueue<PendingRow>.CallerShare caller,
        List<Pending> pendings, long expectedTokens) {}
