// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.ringrank.gateway.auth.ApiKeyRegistry;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RerankTarget;
import io.ringrank.gateway.rerank.TargetDetails;
import io.ringrank.gateway.rerank.TargetDetails.EngineDetails;
import io.ringrank.scheduler.core.ClassLoad;
import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.core.LoadSnapshot;
import io.ringrank.scheduler.cost.LearnedCost;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.pair.ScoringProfile;
import io.ringrank.scheduler.ticket.Caller;
import io.ringrank.scheduler.ticket.JobClass;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LifecycleTest {

    private static final String GOOD = "{\"query\": \"q\", \"documents\": [\"a\"]}";

    private final BlockingQueue<String> accessLog = new LinkedBlockingQueue<>();
    private final Logger accessLogger = (Logger) LoggerFactory.getLogger("access");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            accessLog.add(event.getFormattedMessage() + ' ' + event.getKeyValuePairs()
                    .stream()
                    .map(pair -> pair.key + '=' + pair.value)
                    .collect(Collectors.joining(" ")));
        }
    };

    private TestServer server;

    @BeforeEach
    void start() {
        appender.start();
        accessLogger.addAppender(appender);
        accessLogger.setLevel(Level.INFO);
        accessLogger.setAdditive(false);
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
        accessLogger.detachAppender(appender);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(
                queue.poll(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS), "came in time");
    }

    private CompletableFuture<HttpResponse<String>> sendHeld() {
        server.target.holding = true;
        return server.client.sendAsync(server.rerank(GOOD).build(), BodyHandlers.ofString());
    }

    @Test
    void is_ready_when_every_deployment_is() throws Exception {
        FakeTarget second = new FakeTarget("minilm");
        second.state = new RerankTarget.State.NotReady("it is loading");
        server.targets.put("minilm", second);

        HttpResponse<String> before = server.get("/readyz");
        second.state = new RerankTarget.State.Ready();
        HttpResponse<String> after = server.get("/readyz");

        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(TestServer.json(before)).isEqualTo(new JsonObject().put("status", "not ready")
                .put("deployments",
                        new JsonObject().put("bge", "ok").put("minilm", "it is loading")));
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void tells_operators_on_request_how_each_deployment_does() throws Exception {
        EngineFacts facts = new EngineFacts(new ScoringProfile("f00d", "bert/1", "b4916"), 2, 512,
                512, 256, EngineDevice.processor("Some Processor"), false);
        LoadSnapshot load = new LoadSnapshot(3, 1_000, 7, 900,
                Map.of(JobClass.BATCH,
                        new ClassLoad(Map.of(new Caller("a"), new ClassLoad.CallerLoad(800, 0)),
                                0, 1)),
                new LoadSnapshot.TextSize(0.25, 512), 5_000_000_000L,
                12_345,
                List.of(new EngineLoad(1, facts, 2, 4, 5_000_000_000L,
                        Optional.of(new LearnedCost(0, 10_000, 0, 256)))));
        server.target.details = new TargetDetails(List.of(
                new EngineDetails(0, "loading", "the model is loading, 12 %",
                        OptionalLong.empty()),
                new EngineDetails(1, "running", "running bert", OptionalLong.of(4711))),
                load, 40, 5_000, Optional.empty());

        HttpResponse<String> response = server.get("/readyz?verbose");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonObject bge =
                TestServer.json(response).getJsonObject("deployments").getJsonObject("bge");
        assertThat(bge.getString("state")).isEqualTo("ok");
        assertThat(bge.getString("state_word")).isEqualTo("running");
        assertThat(bge.getJsonObject("queue")).isEqualTo(new JsonObject().put("requests", 3)
                .put("pairs", 40)
                .put("bytes", 5_000)
                .put("ready_tokens", 900)
                .put("tokens", new JsonObject().put("interactive", 0).put("batch", 800))
                .put("callers", new JsonObject().put("interactive", 0).put("batch", 1)));
        assertThat(bge.getJsonArray("engines").getJsonObject(0)).isEqualTo(
                new JsonObject().put("engine", 0)
                        .put("state", "loading")
                        .put("message", "the model is loading, 12 %"));
        JsonObject running = bge.getJsonArray("engines").getJsonObject(1);
        assertThat(running.getLong("pid")).isEqualTo(4711);
        assertThat(running.getString("device")).isEqualTo("Some Processor");
        assertThat(running.getInteger("budget_tokens")).isEqualTo(256);
        assertThat(running.getJsonObject("cost").getDouble("ns_per_token")).isEqualTo(10_000);
        // Two lanes, two pairs of 128 tokens in a batch of 2.56 ms.
        JsonObject capacity = TestServer.json(response).getJsonObject("capacity");
        assertThat(capacity.getInteger("pair_tokens")).isEqualTo(128);
        assertThat(capacity.getDouble("pairs_per_second")).isCloseTo(1562.5, within(0.01));
    }

    @Test
    void drains_by_finishing_what_is_inside_and_refusing_what_comes() throws Exception {
        CompletableFuture<HttpResponse<String>> inside = sendHeld();
        FakeTarget.Held held = take(server.target.submitted);

        Future<Void> drained = server.service.drain();
        HttpResponse<String> refused = server.send(server.rerank(GOOD));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(TestServer.json(refused).getJsonObject("error").getString("code"))
                .isEqualTo("shutting_down");
        assertThat(refused.headers().firstValue("connection")).contains("close");
        assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(drained.isComplete()).isFalse();

        held.outcome.complete(FakeTarget.byLength(held.job));

        assertThat(inside.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        TestServer.await(drained);
        TestServer.await(server.service.drain());
    }

    @Test
    void refuses_http_2_clients_too_while_it_drains() throws Exception {
        TestServer.await(server.service.drain());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> upgrading =
                    client.send(server.rerank(GOOD).build(), BodyHandlers.ofString());
            HttpResponse<String> upgraded =
                    client.send(server.rerank(GOOD).build(), BodyHandlers.ofString());

            assertThat(upgrading.statusCode()).isEqualTo(503);
            assertThat(upgraded.statusCode()).isEqualTo(503);
            assertThat(upgraded.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void closes_its_port() throws Exception {
        server.get("/healthz");

        TestServer.await(server.service.close());

        assertThatThrownBy(() -> server.get("/healthz")).isInstanceOf(IOException.class);
    }

    @Test
    void says_that_a_port_is_taken() {
        HttpSettings taken =
                TestServer.settings(server.service.port(), 1 << 20, TestServer.LIMITS);

        Future<HttpService> second = HttpService.start(server.vertx, taken,
                TestServer.parts(Map::of,
                        new ApiKeyRegistry(InstantSource.system(), System::nanoTime),
                        new GatewayMetrics()));

        assertThatThrownBy(() -> TestServer.await(second))
                .isInstanceOf(BindException.class);
    }

    @Test
    void cancels_the_work_of_a_client_that_went_away() throws Exception {
        server.target.holding = true;
        try (HttpClient leaving = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            var _ = leaving.sendAsync(server.rerank(GOOD).build(), BodyHandlers.ofString());
            FakeTarget.Held held = take(server.target.submitted);

            leaving.shutdownNow();

            held.cancelled.get(20, TimeUnit.SECONDS);
        }
        assertThat(take(accessLog)).startsWith("POST /v1/rerank 499 ");
    }

    @Test
    void cancels_the_work_of_an_http_2_client_that_went_away() throws Exception {
        server.target.holding = true;
        try (HttpClient leaving = HttpClient.newHttpClient()) {
            var _ = leaving.sendAsync(server.rerank(GOOD).build(), BodyHandlers.ofString());
            FakeTarget.Held held = take(server.target.submitted);

            leaving.shutdownNow();

            held.cancelled.get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void answers_head_like_get_without_the_body(String path) throws Exception {
        HttpResponse<String> get = server.get(path);
        HttpResponse<String> head =
                server.send(server.request(path).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(get.headers().firstValue("content-length"));
        server.target.state = new RerankTarget.State.NotReady("it is loading");
        assertThat(server.send(server.request("/readyz").method("HEAD", BodyPublishers.noBody()))
                .statusCode()).isEqualTo(503);
    }

    @Test
    void logs_a_line_for_what_is_not_http() throws Exception {
        server.sendRaw("bad\r\n\r\n");

        assertThat(take(accessLog)).matches("\\S+ \\S+ 400 id=-");
    }

    @Test
    void logs_one_line_for_each_request_without_its_texts() throws Exception {
        server.send(server.rerank("""
                                  {"query": "very private", "documents": ["", "also private"]}"""));
        server.get("/secret%0aPOST%20/v1/rerank%20200?key=rr_x");

        assertThat(take(accessLog)).matches("POST /v1/rerank 200 ms=[0-9.]+ id=[0-9a-f-]{36} key="
                + server.inference.key().id() + " deployment=bge pairs=2 cached=1"
                + " tokens=[0-9]+ queue_ms=1.0 wait_ms=2.0 score_ms=3.0");
        assertThat(take(accessLog))
                .startsWith("GET /secret%0aPOST%20/v1/rerank%20200 404 ms=")
                .doesNotContain("rr_x");
        assertThat(accessLog).isEmpty();
    }
}
