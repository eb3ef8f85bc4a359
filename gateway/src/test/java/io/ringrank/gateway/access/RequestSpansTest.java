// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.ringrank.scheduler.ticket.StageTimes;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestSpansTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final List<SpanData> finished = new CopyOnWriteArrayList<>();

    /** A collector. */
    private final class Collector implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            finished.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void a_request_has_a_span_and_one_for_each_stage_in_their_order() {
        record(100, MultiMap.caseInsensitiveMultiMap(), answered(200));

        List<SpanData> spans = finished;
        assertThat(spans).extracting(SpanData::getName)
                .containsExactly("queue", "wait", "score", "POST /v1/rerank");
        SpanData request = spans.getLast();
        assertThat(request.getEndEpochNanos() - request.getStartEpochNanos()).isEqualTo(9_000_000);
        assertThat(request.getAttributes().asMap().toString()).contains("ringrank.pairs=2",
                "http.response.status_code=200", "ringrank.deployment=bge");
        long at = spans.getFirst().getStartEpochNanos();
        assertThat(at).isEqualTo(request.getEndEpochNanos() - 6_000_000);
        for (SpanData stage : spans.subList(0, 3)) {
            assertThat(stage.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(stage.getStartEpochNanos()).isEqualTo(at);
            at = stage.getEndEpochNanos();
        }
        assertThat(at).isEqualTo(request.getEndEpochNanos());
    }

    @Test
    void a_client_decides_whether_its_requests_are_traced() {
        assertThat(record(0, parent("01"), answered(200))).isEqualTo(TRACE);
        assertThat(finished.getLast().getParentSpanId()).isEqualTo(PARENT);
        finished.clear();

        assertThat(record(100, parent("00"), answered(200))).isEqualTo("none");
        assertThat(record(0, MultiMap.caseInsensitiveMultiMap(), answered(200)))
                .isEqualTo("none");
        assertThat(finished).isEmpty();
    }

    @Test
    void a_request_that_came_nowhere_has_no_stages() {
        record(100, MultiMap.caseInsensitiveMultiMap(), new EndedRequest("POST", "/v1/rerank", 401,
                new RequestTrace("id-1", 0), 1_000_000));

        assertThat(finished).hasSize(1);
    }

    @Test
    void spans_reach_a_collector_over_http_before_the_server_is_closed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            CompletableFuture<Buffer> received = new CompletableFuture<>();
            HttpServer collector = vertx.createHttpServer()
                    .requestHandler(request -> request.body().onSuccess(body -> {
                        received.complete(body);
                        request.response().end();
                    }))
                    .listen(0, "127.0.0.1")
                    .await(20, TimeUnit.SECONDS);
            RequestSpans spans = RequestSpans.sentTo(URI.create(
                    "http://127.0.0.1:" + collector.actualPort() + "/v1/traces"), 100);
            spans.record(answered(200), MultiMap.caseInsensitiveMultiMap());
            spans.close();

            assertThat(received.get(20, TimeUnit.SECONDS).toString(StandardCharsets.ISO_8859_1))
                    .contains("POST /v1/rerank", "ringrank", "bge");
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static MultiMap parent(String flags) {
        return MultiMap.caseInsensitiveMultiMap()
                .add("traceparent", "00-" + TRACE + "-" + PARENT + "-" + flags);
    }

    private String record(int percent, MultiMap headers, EndedRequest ended) {
        try (RequestSpans spans = RequestSpans.sentTo(new Collector(), percent)) {
            return spans.record(ended, headers).orElse("none");
        }
    }

    private static EndedRequest answered(int status) {
        RequestTrace trace = new RequestTrace("id-1", 0);
        trace.accepted("bge", 2);
        trace.answered(new RequestTrace.Work(2, 1, 12, 6),
                new StageTimes(1_000_000, 2_000_000, 3_000_000));
        return new EndedRequest("POST", "/v1/rerank", status, trace, 9_000_000);
    }
}
