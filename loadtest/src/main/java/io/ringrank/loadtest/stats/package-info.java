// SPDX-License-Identifier: Apache-2.0
/** Turns what rounds gave into figures to report. */
@NullMarked
package io.ringrank.loadtest.stats;

import org.jspecify.annotations.NullMarked;
