// SPDX-License-Identifier: Apache-2.0
/**
 * Turns scores that were computed once into answers that cost nothing. Any thread reads; the
 * scheduler thread writes.
 */
@NullMarked
package io.ringrank.scheduler.cache;

import org.jspecify.annotations.NullMarked;
