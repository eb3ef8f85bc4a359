// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what administrators do into rows that nobody can change. Control-plane services call.
 */
@NullMarked
package io.ringrank.gateway.control.audit;

import org.jspecify.annotations.NullMarked;
