// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a running server into numbers: seeded requests go in over HTTP, requests per second come
 * out. The command line calls it as {@code ringrank bench}; simulations use its feeder.
 */
@NullMarked
package io.ringrank.loadtest;

import org.jspecify.annotations.NullMarked;
