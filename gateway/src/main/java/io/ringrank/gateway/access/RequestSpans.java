// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.access;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.ringrank.scheduler.ticket.StageTimes;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry spans of requests: one for each, as a child of the span that the client's
 * {@code traceparent} names (w3.org/TR/trace-context), and one for each stage. They are made when the
 * request has ended, from times that are known anyway, so a request without one costs nothing. Any
 * thread; never waits: what the collector does not take in time is dropped.
 */
public final class RequestSpans implements AutoCloseable {

    private static final double PERCENT = 100;
    private static final int SERVER_ERROR = 500;
    private static final int QUEUED_SPANS_MAX = 8_192;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private static final AttributeKey<String> METHOD =
            AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<Long> STATUS =
            AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> REQUEST_ID =
            AttributeKey.stringKey("ringrank.request_id");
    private static final AttributeKey<String> DEPLOYMENT =
            AttributeKey.stringKey("ringrank.deployment");
    private static final AttributeKey<Long> PAIRS = AttributeKey.longKey("ringrank.pairs");
    private static final AttributeKey<Long> CACHED = AttributeKey.longKey("ringrank.cached_pairs");
    private static final AttributeKey<Long> TOKENS = AttributeKey.longKey("ringrank.tokens");

    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation")
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    private RequestSpans(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("io.ringrank.gateway");
    }

    /** Makes no spans. */
    public static RequestSpans none() {
        return new RequestSpans(null);
    }

    /**
     * Sends spans by OTLP over HTTP.
     *
     * @param endpoint whole, as http://localhost:4318/v1/traces
     * @param percent of the requests whose clients don't say whether they want one; 0 to 100
     */
    public static RequestSpans sentTo(URI endpoint, int percent) {
        return sentTo(OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build(),
                percent);
    }

    static RequestSpans sentTo(SpanExporter exporter, int percent) {
        return new RequestSpans(SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(percent / PERCENT)))
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes
                                .of(AttributeKey.stringKey("service.name"), "ringrank"))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(QUEUED_SPANS_MAX)
                        .build())
                .build());
    }

    /** @return the id of its trace, if it has one */
    Optional<String> record(EndedRequest ended, MultiMap headers) {
        if (tracer == null) {
            return Optional.empty();
        }
        Context parent = W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), headers, HEADERS);
        long endNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        Span span = tracer.spanBuilder(ended.method() + ' ' + ended.path())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setStartTimestamp(endNanos - ended.tookNanos(), TimeUnit.NANOSECONDS)
                .startSpan();
        if (!span.isRecording()) {
            return Optional.empty();
        }
        describe(span, ended);
        stages(tracer, parent.with(span), ended.trace().times, endNanos);
        span.end(endNanos, TimeUnit.NANOSECONDS);
        return Optional.of(span.getSpanContext().getTraceId());
    }

    private static void describe(Span span, EndedRequest ended) {
        RequestTrace trace = ended.trace();
        span.setAttribute(METHOD, ended.method())
                .setAttribute(PATH, ended.path())
                .setAttribute(STATUS, (long) ended.status())
                .setAttribute(REQUEST_ID, trace.id);
        if (trace.deployment != null) {
            span.setAttribute(DEPLOYMENT, trace.deployment)
                    .setAttribute(PAIRS, (long) trace.pairs)
                    .setAttribute(CACHED, (long) trace.work.cachedPairs())
                    .setAttribute(TOKENS, trace.work.tokens());
        }
        if (ended.status() >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    /** Laid end to end before the answer, which takes no time to speak of. */
    private static void stages(Tracer tracer, Context request, StageTimes times, long endNanos) {
        long score = endNanos - times.scoreNanos();
        long wait = score - times.waitNanos();
        stage(tracer, request, "queue", wait - times.queueNanos(), wait);
        stage(tracer, request, "wait", wait, score);
        stage(tracer, request, "score", score, endNanos);
    }

    private static void stage(Tracer tracer, Context request, String name, long fromNanos,
            long toNanos) {
        if (toNanos > fromNanos) {
            tracer.spanBuilder(name)
                    .setParent(request)
                    .setStartTimestamp(fromNanos, TimeUnit.NANOSECONDS)
                    .startSpan()
                    .end(toNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Sends what is left, for a moment at most. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
