// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.HandClock;
import io.ringrank.gateway.access.AccessLog;
import io.ringrank.gateway.access.TrustedProxies;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.control.store.DataDirectoryLock;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.download.LoneStore;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.http.FakeTarget;
import io.ringrank.gateway.http.HttpService;
import io.ringrank.gateway.http.HttpSettings;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.status.NativeReport;
import io.ringrank.gateway.status.ServerFacts;
import io.ringrank.gateway.status.ServerVersion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real server with a real control plane on a hand-set clock, and one fake deployment {@code bge}. */
public final class ControlServer implements AutoCloseable {

    public static final String RERANK =
            "{\"model\": \"bge\", \"query\": \"q\", \"documents\": [\"a\", \"bbb\"]}";
    public static final String PASSWORD = "correct horse battery";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RequestLimits LIMITS = new RequestLimits(64 << 10, 10, 30_000, 60_000);

    public final HandClock clock = new HandClock();
    public final FakeTarget target = new FakeTarget("bge");
    public final FakeFleet fleet = new FakeFleet();
    public final GatewayMetrics metrics = new GatewayMetrics();
    public final Path dataDir;
    public final Vertx vertx = Vertx.vertx();

    /** Counts from the next start on. */
    public TrustedProxies proxies = TrustedProxies.NONE;

    private final HttpSettings.@Nullable Address admin;
    private final HttpSettings.@Nullable Tls tls;
    private final ModelStore models;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private DataDirectoryLock lock;
    private ControlPlane plane;
    private HttpService service;

    public ControlServer(Path dataDir) throws IOException {
        this(dataDir, null);
    }

    /** @param admin where the admin API is served; null for the port of all */
    public ControlServer(Path dataDir, HttpSettings.@Nullable Address admin) throws IOException {
        this(dataDir, admin, LoneStore.in(dataDir.resolve("models")));
    }

    /** @param models closed with this server */
    public ControlServer(Path dataDir, HttpSettings.@Nullable Address admin, ModelStore models)
            throws IOException {
        this(dataDir, admin, models, null);
    }

    /** One that speaks HTTPS only, which the methods here don't. */
    public static ControlServer withTls(Path dataDir, HttpSettings.Tls tls) throws IOException {
        return new ControlServer(dataDir, null, LoneStore.in(dataDir.resolve("models")), tls);
    }

    private ControlServer(Path dataDir, HttpSettings.@Nullable Address admin, ModelStore models,
            HttpSettings.@Nullable Tls tls) throws IOException {
        this.dataDir = dataDir;
        this.admin = admin;
        this.tls = tls;
        this.models = models;
        this.lock = DataDirectoryLock.take(dataDir);
        this.plane = open();
        this.service = start();
    }

    /** Stops and starts again, on another port. */
    public void restart() throws IOException {
        await(service.close());
        plane.close();
        plane = open();
        service = start();
    }

    private ControlPlane open() throws IOException {
        return ControlPlane.open(new ControlPlane.Surroundings(vertx, dataDir, clock,
                clock::nanoTime, Duration.ofHours(12), 2, models, fleet, observed(metrics)));
    }

    /** What there is to see of a server that computes with jllama, and whose data port is 8080. */
    public static ControlPlane.Observed observed(GatewayMetrics metrics) {
        return new ControlPlane.Observed(metrics, new ServerFacts(
                new ServerVersion("1.2.3", "25", "Linux amd64"), Instant.EPOCH,
                OptionalInt.of(8080), 4,
                Optional.of(new NativeReport("jllama", Path.of("/natives"), true, "b4916", "b4916",
                        "", "AVX2 = 1", List.of(new NativeReport.DeviceReport("CPU", "EPYC",
                                "cpu", 1, 2)),
                        true, "nothing else is there"))));
    }

    private HttpService start() {
        HttpSettings settings = new HttpSettings(new HttpSettings.Address("127.0.0.1", 0), admin,
                "localhost,rank.example", 2, 1 << 20, LIMITS,
                new HttpSettings.Transport(tls, false, Set.of("https://shop.example"), proxies));
        return await(HttpService.start(vertx, settings,
                new HttpService.Parts(() -> Map.of(target.name(), target), plane.authorizer(),
                        metrics, plane.usage(), AccessLog.ofLines(), plane.routes(),
                        plane.denials())));
    }

    public HttpService service() {
        return service;
    }

    public String initialKey() throws IOException {
        return Files.readString(new ApiKeyFile(dataDir).initialKey()).strip();
    }

    public String initialPassword() throws IOException {
        return Files.readString(dataDir.resolve("initial-admin-password")).strip();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.adminPort() + path))
                .timeout(PATIENCE);
    }

    public HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** @param body empty for none */
    public HttpResponse<String> call(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).method(method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request);
    }

    public HttpResponse<String> get(String path, String token)
            throws IOException, InterruptedException {
        return call("GET", path, token, "");
    }

    /** What an administrator gets there. */
    public byte[] download(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                request(path).header("Authorization", "Bearer " + initialKey()).build(),
                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    public HttpResponse<String> rerank(String token) throws IOException, InterruptedException {
        return call("POST", "/v1/rerank", token, RERANK);
    }

    public HttpResponse<String> tryLogin(String user, String password)
            throws IOException, InterruptedException {
        return call("POST", "/api/v1/auth/login", "",
                new JsonObject().put("username", user).put("password", password).encode());
    }

    /** The token of a new session. */
    public String login(String user, String password) throws IOException, InterruptedException {
        return ok(tryLogin(user, password)).getString("access_token");
    }

    /** The token of an admin who has changed the password to {@link #PASSWORD}. */
    public String admin() throws IOException, InterruptedException {
        if (Files.exists(dataDir.resolve("initial-admin-password"))) {
            changePassword("admin", initialPassword());
        }
        return login("admin", PASSWORD);
    }

    /** The token of a new user, who has changed the password to {@link #PASSWORD}. */
    public String user(String name) throws IOException, InterruptedException {
        JsonObject user = created(call("POST", "/api/v1/users", initialKey(),
                new JsonObject().put("name", name).encode()));
        changePassword(name, user.getString("password"));
        return login(name, PASSWORD);
    }

    private void changePassword(String user, String current)
            throws IOException, InterruptedException {
        HttpResponse<String> changed = call("POST", "/api/v1/auth/password", login(user, current),
                new JsonObject().put("current_password", current)
                        .put("new_password", PASSWORD)
                        .encode());
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
    }

    /** Makes a key with the initial one; the answer has its value. */
    public JsonObject key(JsonObject body) throws IOException, InterruptedException {
        return created(call("POST", "/api/v1/api-keys", initialKey(),
                body.copy().put("name", "test").encode()));
    }

    public static JsonObject ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    public static JsonObject created(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return new JsonObject(response.body());
    }

    /** The code of an error answer, or empty if it is none. */
    public static String code(HttpResponse<String> response) {
        if (response.statusCode() < 400) {
            return "";
        }
        return new JsonObject(response.body()).getJsonObject("error").getString("code");
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in time", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        await(service.close());
        plane.close();
        models.close();
        lock.close();
        await(vertx.close());
    }
}
