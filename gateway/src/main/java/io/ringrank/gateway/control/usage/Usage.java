// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.usage;

/**
 * What was used.
 *
 * @param requests of all kinds, failed ones too
 * @param errors those of them whose status was 400 or more
 * @param pairs that were scored
 * @param cachedPairs those of them that no engine had to compute
 * @param tokens of all scored pairs
 * @param cachedTokens of the cached ones
 */
public record Usage(long requests, long errors, long pairs, long cachedPairs, long tokens,
        long cachedTokens) {

    Usage plus(Usage other) {
        return new Usage(requests + other.requests, errors + other.errors, pairs + other.pairs,
                cachedPairs + other.cachedPairs, tokens + other.tokens,
                cachedTokens + other.cachedTokens);
    }
}
