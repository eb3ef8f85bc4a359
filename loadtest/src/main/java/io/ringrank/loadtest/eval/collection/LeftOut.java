// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

/**
 * How many queries don't count, and why.
 *
 * @param withoutRelevant in the run and judged, but no document is relevant
 * @param unjudged in the run only
 * @param notInRun with relevant documents, but not in the run
 * @param notDrawn beyond the limit
 */
public record LeftOut(int withoutRelevant, int unjudged, int notInRun, int notDrawn) {}
