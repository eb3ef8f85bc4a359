// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.limit.Passage;
import io.vertx.ext.web.RoutingContext;

/** One request that was let in and who sent it. Event loop only. */
record Visit(RoutingContext ctx, Principal principal, Passage passage, RequestTrace trace) {}
