// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.route;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.vertx.ext.web.RoutingContext;

/** Hears of callers that are known and wanted what they may not. Event loop only; never waits. */
@FunctionalInterface
public interface DenialListener {

    void onDenied(RoutingContext ctx, Route route, Principal principal, AccessError error);
}
