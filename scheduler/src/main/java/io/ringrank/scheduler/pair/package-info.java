// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a query and a document into values the scheduler can compare, batch and cache: keys, token
 * rows and scores. Any thread; everything here is immutable.
 */
@NullMarked
package io.ringrank.scheduler.pair;

import org.jspecify.annotations.NullMarked;
