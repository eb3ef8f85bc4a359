// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what is learned of a request on its way into one line of the access log. Handlers of the
 * event loops call it.
 */
@NullMarked
package io.ringrank.gateway.access;

import org.jspecify.annotations.NullMarked;
