// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import java.net.URI;

/** A server that listens. Any thread; its methods may wait, so never on an event loop. */
public interface RunningServer extends AutoCloseable {

    /** Where it listens, with the port it really got and no path: {@code http://127.0.0.1:8080}. */
    URI baseUri();

    /**
     * Waits until every deployment of the configuration runs or is known not to.
     *
     * @throws ServerStartException if none of them can run
     */
    void awaitReady() throws ServerStartException, InterruptedException;

    /**
     * Drains and stops: readiness goes off, admitted work is finished within
     * {@code server.drain-timeout-ms}, then engines and ports are closed. Again it does nothing.
     */
    @Override
    void close();
}
