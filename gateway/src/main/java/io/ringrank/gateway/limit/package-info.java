// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what a caller may use into yes, or no and when. Event loops ask; nothing here waits.
 */
@NullMarked
package io.ringrank.gateway.limit;

import org.jspecify.annotations.NullMarked;
