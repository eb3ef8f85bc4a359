// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what batches have cost into what the next one will cost and how large it should be. Pure:
 * the scheduler thread reports and asks; values that were learned cross to others as records.
 */
@NullMarked
package io.ringrank.scheduler.cost;

import org.jspecify.annotations.NullMarked;
