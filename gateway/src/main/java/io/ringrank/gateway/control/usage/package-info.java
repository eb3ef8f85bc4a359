// SPDX-License-Identifier: Apache-2.0
/**
 * Turns ended requests into sums by caller, deployment and day.
 */
@NullMarked
package io.ringrank.gateway.control.usage;

import org.jspecify.annotations.NullMarked;
