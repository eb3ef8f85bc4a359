// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a query and its candidates into scores of a running server, over HTTP and with patience for
 * a busy one. {@link RerankService} is the way in.
 */
@NullMarked
package io.ringrank.loadtest.eval.client;

import org.jspecify.annotations.NullMarked;
