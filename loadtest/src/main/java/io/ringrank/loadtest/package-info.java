// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a running server into numbers. The command line calls it as {@code ringrank bench}.
 */
@NullMarked
package io.ringrank.loadtest;

import org.jspecify.annotations.NullMarked;
