// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.error.RequestError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects one request's body within the limits of one request and of all together, and parses it. A
 * JSON body is read whatever its content type says, since clients forget to set it. Event loop only.
 */
final class BodyReader<T> {

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final String CONTINUE = "100-continue";

    private final HttpServerRequest request;
    private final Context context;
    private final RequestLimits limits;
    private final RequestGate gate;
    private final BodyBytes bytes;
    private final long declaredBytes;
    private final long deadlineTimer;

    /** One object, so that the gate can forget what it was told. */
    private final Runnable onDrain = this::onDrain;

    private final Promise<Body<T>> promise = Promise.promise();
    private boolean decided;
    private boolean compressed;
    private boolean uploaded;

    private BodyReader(RoutingContext ctx, RequestLimits limits, ByteBudget budget,
            RequestGate gate) {
        this.request = ctx.request();
        this.context = ctx.vertx().getOrCreateContext();
        this.limits = limits;
        this.gate = gate;
        this.declaredBytes = declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        this.bytes = new BodyBytes(budget, declaredBytes == 0
                ? limits.bodyBytesMax()
                : (int) Math.min(declaredBytes, limits.bodyBytesMax()));
        this.deadlineTimer = ctx.vertx().setTimer(limits.timeoutMillisDefault(), _ -> onDeadline());
    }

    /**
     * Starts to read. The upload has the default timeout, and ends at once when the gate closes; its
     * bytes count against the budget until they are parsed.
     */
    static <T> Future<Body<T>> read(RoutingContext ctx, BodyParser<T> parser,
            RequestLimits limits, ByteBudget budget, RequestGate gate) {
        BodyReader<T> reader = new BodyReader<>(ctx, limits, budget, gate);
        // A connection that is lost ends the response, and not always the request.
        ctx.addEndHandler(ended -> {
            if (ended.failed()) {
                reader.onLost();
            }
        });
        reader.start(parser);
        return reader.promise.future();
    }

    private void start(BodyParser<T> parser) {
        request.exceptionHandler(_ -> onLost())
                .endHandler(_ -> onUploaded(parser))
                .handler(this::accept);
        gate.waitOutside(onDrain);
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        compressed = GZIP.contains(encoding == null ? "" : encoding.toLowerCase(Locale.ROOT));
        if (encoding != null && !compressed && !encoding.equalsIgnoreCase("identity")) {
            refuse(new RequestError.UnsupportedEncoding(encoding));
        } else if (declaredBytes > limits.bodyBytesMax()) {
            refuse(new RequestError.BodyTooLarge(limits.bodyBytesMax()));
        } else if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    private void accept(Buffer chunk) {
        if (decided) {
            return;
        }
        if ((long) bytes.length() + chunk.length() > limits.bodyBytesMax()) {
            refuse(new RequestError.BodyTooLarge(limits.bodyBytesMax()));
        } else if (!bytes.append(chunk)) {
            refuse(new RequestError.TooMuchAtOnce());
        }
    }

    private void onUploaded(BodyParser<T> parser) {
        endUpload();
        if (decided) {
            return;
        }
        Optional<RequestError> error =
                compressed ? bytes.inflate(limits.bodyBytesMax()) : Optional.empty();
        if (error.isPresent()) {
            refuse(error.get());
        } else {
            parse(parser);
        }
    }

    /** A fault of ours would reach nobody if it were thrown on, and leave the client without an answer. */
    private void parse(BodyParser<T> parser) {
        Future<T> parsed = Future.succeededFuture(bytes).map(parser::parse);
        if (parsed.succeeded()) {
            decide(new Body.Complete<>(parsed.result()));
        } else {
            decided = true;
            bytes.release();
            promise.fail(parsed.cause());
        }
    }

    private void onLost() {
        endUpload();
        refuse(new RequestError.MalformedRequest());
    }

    private void onDeadline() {
        cutOff(new Body.Refused<>(new RequestError.UploadTooSlow(
                Duration.ofMillis(limits.timeoutMillisDefault()))));
    }

    /** Any thread. */
    private void onDrain() {
        context.runOnContext(_ -> cutOff(new Body.Drained<>()));
    }

    /** Ends the upload whether it has an answer or not: a refused one could trickle on for ever. */
    private void cutOff(Body<T> outcome) {
        if (uploaded) {
            return;
        }
        endUpload();
        Hangup.announce(request);
        decide(outcome);
        Hangup.hangUp(request);
    }

    private void endUpload() {
        uploaded = true;
        context.owner().cancelTimer(deadlineTimer);
        gate.leaveOutside(onDrain);
    }

    /** What still comes is read and dropped, or the client could not read the answer. */
    private void refuse(RequestError error) {
        decide(new Body.Refused<>(error));
    }

    private void decide(Body<T> outcome) {
        if (!decided) {
            decided = true;
            bytes.release();
            promise.complete(outcome);
        }
    }

    private static long declaredLength(@Nullable String header) {
        try {
            return header == null ? 0 : Math.max(0, Long.parseLong(header));
        } catch (NumberFormatException _) {
            // It is a hint only; what comes is counted anyway.
            return 0;
        }
    }
}
