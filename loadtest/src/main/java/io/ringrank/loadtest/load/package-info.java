// SPDX-License-Identifier: Apache-2.0
/**
 * Sends seeded requests to a server and counts what comes back; starts servers to send them to. Every
 * measurement over HTTP uses it.
 */
@NullMarked
package io.ringrank.loadtest.load;

import org.jspecify.annotations.NullMarked;
