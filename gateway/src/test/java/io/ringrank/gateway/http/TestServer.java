// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.access.TrustedProxies;
import io.ringrank.gateway.auth.ApiKey;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.auth.Authorizer;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.RerankTargets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real server on a free port, with fake deployments behind it. */
final class TestServer implements AutoCloseable {

    static final RequestLimits LIMITS = new RequestLimits(64 << 10, 10, 30_000, 60_000);
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Vertx vertx = Vertx.vertx();
    final FakeTarget target = new FakeTarget("bge");
    final Map<String, RerankTarget> targets =
            new ConcurrentHashMap<>(Map.of(target.name(), target));
    final ApiKey.Created inference = key(Scope.INFERENCE);
    final ApiKey.Created management = key(Scope.MANAGEMENT);
    final GatewayMetrics metrics = new GatewayMetrics();
    final HttpService service;
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    TestServer() {
        this(128 << 10);
    }

    TestServer(long bodiesBytesMax) {
        this(bodiesBytesMax, LIMITS);
    }

    TestServer(long bodiesBytesMax, RequestLimits limits) {
        this(settings(0, bodiesBytesMax, limits), HttpVerticle.Sweep.usual());
    }

    TestServer(HttpSettings settings, HttpVerticle.Sweep sweep) {
        ApiKeyRegistry keys = new ApiKeyRegistry(InstantSource.system(), System::nanoTime);
        keys.put(List.of(inference.record(), management.record()));
        service = await(HttpService.start(vertx, settings,
                parts(() -> Map.copyOf(targets), keys, metrics), sweep));
    }

    static HttpSettings settings(int port, long bodiesBytesMax, RequestLimits limits) {
        return new HttpSettings(new HttpSettings.Address("127.0.0.1", port), null, "localhost", 2,
                bodiesBytesMax, limits,
                new HttpSettings.Transport(null, true, Set.of("https://shop.example"),
                        TrustedProxies.NONE));
    }

    /** Without a control plane. */
    static HttpService.Parts parts(RerankTargets targets, ApiKeyRegistry keys,
            GatewayMetrics metrics) {
        return new HttpService.Parts(targets, new Authorizer(keys, _ -> null), metrics, _ -> {},
                AccessLog.ofLines(), List.of(), (_, _, _, _) -> {});
    }

    private static ApiKey.Created key(Scope scope) {
        return ApiKey.create(new SecureRandom(), "test", Instant.now(),
                KeyGrant.unlimited(EnumSet.of(scope)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in time", e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(PATIENCE);
    }

    HttpRequest.Builder rerank(String body) {
        return request("/v1/rerank").header("Authorization", "Bearer " + inference.key().value())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Sends the text as it is, and returns all that comes until the server hangs up. */
    String sendRaw(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    @Override
    public void close() {
        client.close();
        await(vertx.close());
    }
}
