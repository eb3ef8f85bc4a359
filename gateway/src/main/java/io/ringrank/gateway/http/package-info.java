// SPDX-License-Identifier: Apache-2.0
/**
 * Turns routes into a listening server and back into silence. The composition root starts it; nothing
 * else calls it.
 */
@NullMarked
package io.ringrank.gateway.http;

import org.jspecify.annotations.NullMarked;
