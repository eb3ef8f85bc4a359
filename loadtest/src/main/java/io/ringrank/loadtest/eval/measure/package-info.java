// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the grades of ranked documents into figures, and figures before and after into a verdict.
 * Pure arithmetic; any thread.
 */
@NullMarked
package io.ringrank.loadtest.eval.measure;

import org.jspecify.annotations.NullMarked;
