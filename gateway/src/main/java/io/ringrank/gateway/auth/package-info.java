// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a header into the caller behind it, from keys that are held in memory. Event loops ask; the
 * composition root loads.
 */
@NullMarked
package io.ringrank.gateway.auth;

import org.jspecify.annotations.NullMarked;
