// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.metrics.DeploymentMetrics;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Counts the requests of the data plane when they end, whatever comes of them. Event loop only. */
public final class RequestCounter {

    private static final int CLIENT_CLOSED_REQUEST = 499;
    private static final String NO_DEPLOYMENT = "-";

    private final GatewayMetrics metrics;
    private final RequestListener listener;

    public RequestCounter(GatewayMetrics metrics, RequestListener listener) {
        this.metrics = metrics;
        this.listener = listener;
    }

    /** The first handler of a route. */
    public void count(RoutingContext ctx) {
        RequestTrace trace = RequestTrace.of(ctx);
        // Before the client can see the answer, so that it finds in the usage what it has sent.
        ctx.addHeadersEndHandler(_ -> {
            if (!trace.isSplit()) {
                account(trace, ctx.response().getStatusCode());
            }
        });
        ctx.addEndHandler(ended -> {
            if (!trace.isSplit()) {
                count(trace, ended.succeeded()
                        ? ctx.response().getStatusCode()
                        : CLIENT_CLOSED_REQUEST);
            }
        });
        ctx.next();
    }

    /** Counts one that has ended: a query of a batch, or a request by itself. */
    void count(RequestTrace trace, int status) {
        DeploymentMetrics counted = trace.deployment()
                .map(metrics::ofDeployment)
                .orElseGet(metrics::ofNoDeployment);
        counted.onRequest(status, System.nanoTime() - trace.startNanos());
        account(trace, status);
    }

    /** Once for each request of a caller that is known. */
    private void account(RequestTrace trace, int status) {
        Optional<String> caller = trace.caller();
        if (caller.isPresent() && trace.tryAccount()) {
            listener.onEnd(new RequestListener.EndedRequest(caller.get(),
                    trace.deployment().orElse(NO_DEPLOYMENT), status, trace.work()));
        }
    }
}
