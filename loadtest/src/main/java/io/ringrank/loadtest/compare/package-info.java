// SPDX-License-Identifier: Apache-2.0
/**
 * Turns two servers into ratios: both get the same seeded requests in rounds that take turns. Called by
 * {@code ringrank bench compare}; starts the peers that it can start itself.
 */
@NullMarked
package io.ringrank.loadtest.compare;

import org.jspecify.annotations.NullMarked;
