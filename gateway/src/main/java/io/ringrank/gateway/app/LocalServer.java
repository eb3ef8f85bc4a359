// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.http.HttpService;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server in this process. Any thread but an event loop. */
final class LocalServer implements RunningServer {

    private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);

    /** Nothing that is waited for here should take a fraction of it. */
    private static final int WAIT_SECONDS_MAX = 30;

    private final RingrankConfig.Server settings;
    private final HttpService http;
    private final LocalFleet fleet;
    private final Resources resources;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param resources everything but the HTTP service, closed after it */
    LocalServer(RingrankConfig.Server settings, HttpService http, LocalFleet fleet,
            Resources resources) {
        this.settings = settings;
        this.http = http;
        this.fleet = fleet;
        this.resources = resources;
    }

    @Override
    public URI baseUri() {
        String host = settings.host();
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String inUri = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return URI.create((settings.tlsKey().isPresent() ? "https://" : "http://") + inUri + ":"
                + http.port());
    }

    @Override
    public void awaitReady() throws ServerStartException, InterruptedException {
        List<String> failures = fleet.awaitSettled();
        if (!failures.isEmpty() && failures.size() == fleet.size()) {
            throw new ServerStartException(String.join("; ", failures));
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            drain();
            await("the port could not be closed", http.close());
        } catch (ServerStartException e) {
            LOG.warn("{}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        resources.close();
    }

    private void drain() throws InterruptedException {
        try {
            http.drain()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(settings.drainTimeoutMs(),
                            TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warn("requests were still open after {} ms and fail now",
                    settings.drainTimeoutMs());
        } catch (ExecutionException e) {
            LOG.warn("draining failed", e);
        }
    }

    /**
     * Waits for what Vert.x does elsewhere.
     *
     * @param problem what it means if that fails, as the start of a sentence
     */
    static <T> T await(String problem, Future<T> future)
            throws ServerStartException, InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(WAIT_SECONDS_MAX,
                            TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ServerStartException(problem + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ServerStartException(
                    problem + " within " + WAIT_SECONDS_MAX + " seconds", e);
        }
    }
}
