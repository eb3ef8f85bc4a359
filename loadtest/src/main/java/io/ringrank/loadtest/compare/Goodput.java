// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

/**
 * What was answered in time of too much.
 *
 * @param times what was asked for, over capacity
 * @param ours pairs answered in time, over capacity
 * @param theirs the same of the peer
 */
record Goodput(double times, double ours, double theirs) {}
