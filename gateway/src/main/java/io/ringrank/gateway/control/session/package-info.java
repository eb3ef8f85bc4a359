// SPDX-License-Identifier: Apache-2.0
/**
 * Turns logins into signed tokens and tokens back into who logged in.
 */
@NullMarked
package io.ringrank.gateway.control.session;

import org.jspecify.annotations.NullMarked;
