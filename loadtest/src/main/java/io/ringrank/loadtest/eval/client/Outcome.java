// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.client;

/**
 * How a request ended.
 *
 * @param retries how often it was sent again
 * @param nanos that the last attempt took
 */
public record Outcome(Answer answer, int retries, long nanos) {}
