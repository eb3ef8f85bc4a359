// SPDX-License-Identifier: Apache-2.0
/**
 * Turns settings into a running server, as the command line sees it. The command line calls; the
 * composition root implements.
 */
@NullMarked
package io.ringrank.gateway.app;

import org.jspecify.annotations.NullMarked;
