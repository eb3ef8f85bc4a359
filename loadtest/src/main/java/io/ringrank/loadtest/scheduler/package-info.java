// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the real scheduler, with engines that only pretend to compute, into figures: what it costs, and
 * what callers get from it under more load than it can do.
 */
@NullMarked
package io.ringrank.loadtest.scheduler;

import org.jspecify.annotations.NullMarked;
