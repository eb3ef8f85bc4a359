// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what a gateway and an engine say to each other into bytes on a Unix domain socket, and back.
 * Called by the client in the gateway and by the engine process; neither trusts the other's counts.
 *
 * <pre>{@code
 *   frame   = int32 length of the body | body
 *   body    = int8 type | fields, as the records list them
 *   fields  : int8, int32, int64, float32, all big-endian
 *             bytes, UTF-8 text, token rows, lists: int32 count | items
 * }</pre>
 */
@NullMarked
package io.ringrank.backend.llamacpp.link;

import org.jspecify.annotations.NullMarked;
