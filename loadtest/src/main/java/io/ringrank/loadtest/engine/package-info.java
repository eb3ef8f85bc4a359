// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a model file into the price of the architecture: pairs per second of real engines behind
 * their link, over a bare loop with the same library, lanes and batches.
 *
 * <pre>{@code
 *   EngineBench      rounds that take turns between two sides
 *     EngineSide     this process -> link -> engine processes
 *     BareSide       child processes with nothing but lanes and a loop (BareLoop)
 *       BatchPlan    what both of them compute: the same batches
 * }</pre>
 */
@NullMarked
package io.ringrank.loadtest.engine;

import org.jspecify.annotations.NullMarked;
