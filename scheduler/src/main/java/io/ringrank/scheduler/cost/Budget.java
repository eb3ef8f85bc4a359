// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.cost;

/**
 * How many tokens a batch may have.
 *
 * @param tokens at least 1; a longer pair goes alone
 * @param candidate whether this size is being tried
 */
public record Budget(int tokens, boolean candidate) {}
