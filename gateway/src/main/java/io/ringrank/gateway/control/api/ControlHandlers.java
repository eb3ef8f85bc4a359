// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ringrank.gateway.access.Client;
import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.control.audit.Actor;
import io.ringrank.gateway.control.audit.AuditLog;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorResponder;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.ControlError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions on virtual threads, for they wait for the disk and for hashes, and writes their
 * replies on the request's event loop. Event loop only; one object serves all.
 */
final class ControlHandlers {

    /** More at a time are refused; each may hold a password hash's memory or wait for the disk. */
    private static final int CALLS_MAX = 64;

    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ExecutorService virtualThreads;
    private final AuditLog audit;
    private final EventStreams streams;
    private final Semaphore calls = new Semaphore(CALLS_MAX);

    /** @param virtualThreads one for each task */
    ControlHandlers(ExecutorService virtualThreads, AuditLog audit, EventStreams streams) {
        this.virtualThreads = virtualThreads;
        this.audit = audit;
        this.streams = streams;
    }

    /** What was read of a request. */
    private sealed interface Body {}

    private record Parsed(JsonNode node) implements Body {}

    private record Unreadable(RequestError error) implements Body {}

    /** For actions that change nothing, or write themselves in the audit log what they refuse. */
    void run(RoutingContext ctx, ControlAction action) {
        handle(ctx, action, null);
    }

    /**
     * For actions that change something; they write in the audit log what they did.
     *
     * @param name of the action, under which it is written there that it was refused
     */
    void change(RoutingContext ctx, ControlAction action, String name) {
        handle(ctx, action, name);
    }

    private void handle(RoutingContext ctx, ControlAction action, @Nullable String name) {
        switch (body(ctx)) {
            case Unreadable(RequestError error) -> ErrorResponder.answer(ctx, error);
            case Parsed(JsonNode body) -> {
                if (!calls.tryAcquire()) {
                    ErrorResponder.answer(ctx, new RequestError.TooMuchAtOnce());
                    return;
                }
                ControlCall call = call(ctx, body);
                hop(ctx, CompletableFuture.supplyAsync(() -> run(action, call, name),
                        virtualThreads))
                        .onComplete(done -> release(ctx, done.result()))
                        .compose(reply -> write(ctx, reply))
                        .onFailure(failure -> fail(ctx, failure));
            }
        }
    }

    /** A stream may last for minutes, and has a place of its own. */
    private void release(RoutingContext ctx, @Nullable Reply reply) {
        if (reply instanceof Reply.Live || ctx.response().ended() || ctx.response().closed()) {
            calls.release();
        } else {
            ctx.addEndHandler(_ -> calls.release());
        }
    }

    /** A caller who has gone is no failure of ours. */
    private static void fail(RoutingContext ctx, Throwable failure) {
        if (!ctx.response().closed() && !(failure instanceof IOException)) {
            ctx.fail(failure);
        }
    }

    private Reply run(ControlAction action, ControlCall call, @Nullable String name) {
        Reply reply = answer(action, call);
        if (reply instanceof Reply.Refused(RequestError error) && name != null) {
            audit.refused(call.actor(), name, call.target(), ErrorAnswer.of(error).code());
        }
        return reply;
    }

    private static Reply answer(ControlAction action, ControlCall call) {
        try {
            return action.run(call);
        } catch (BadFieldException e) {
            return new Reply.Refused(e.error());
        }
    }

    private static ControlCall call(RoutingContext ctx, JsonNode body) {
        Principal principal = Principal.of(ctx);
        return new ControlCall(principal, actor(ctx, principal), ctx.pathParams(),
                ctx.queryParams(), body, Client.of(ctx).overTls());
    }

    static Actor actor(RoutingContext ctx, Principal principal) {
        return new Actor(principal.id(), Client.of(ctx).address());
    }

    private static Body body(RoutingContext ctx) {
        Buffer bytes = ctx.body().buffer();
        if (bytes == null || bytes.length() == 0) {
            return new Parsed(MissingNode.getInstance());
        }
        // A page of somebody else can send any other type without being asked for permission.
        String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON_TYPE)) {
            return new Unreadable(new ControlError.UnsupportedMediaType(JSON_TYPE));
        }
        try {
            return new Parsed(JSON.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(bytes.getBytes()));
        } catch (JsonProcessingException e) {
            return new Unreadable(new RequestError.NotJson(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be read", e);
        }
    }

    private Future<Void> write(RoutingContext ctx, Reply reply) {
        return switch (reply) {
            case Reply.Json(int status, JsonNode body) -> ctx.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE)
                    .end(body.toString());
            case Reply.Done() -> ctx.response().setStatusCode(204).end();
            case Reply.WithCookie(Reply then, Cookie cookie) -> {
                ctx.response().addCookie(cookie);
                yield write(ctx, then);
            }
            case Reply.Refused(RequestError error) -> {
                ErrorResponder.answer(ctx, error);
                yield Future.succeededFuture();
            }
            case Reply.Live live -> {
                streams.serve(ctx, live);
                yield Future.succeededFuture();
            }
            case Reply.Pages pages -> {
                named(ctx, pages.contentType(), pages.fileName());
                ctx.response().setChunked(true);
                yield writePages(ctx, pages);
            }
            case Reply.Download download -> send(ctx, download);
        };
    }

    private Future<Void> send(RoutingContext ctx, Reply.Download download) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable end = () -> {
            if (over.compareAndSet(false, true)) {
                virtualThreads.execute(download.whenOver());
            }
        };
        // What is being sent when a connection breaks is never reported as sent.
        ctx.addEndHandler(_ -> end.run());
        if (ctx.response().closed()) {
            end.run();
            return Future.succeededFuture();
        }
        named(ctx, "application/octet-stream", download.fileName());
        return ctx.response().sendFile(download.file().toString()).onComplete(_ -> end.run());
    }

    /** The next page is read when the last one is written, so that a slow reader fills no memory. */
    private Future<Void> writePages(RoutingContext ctx, Reply.Pages pages) {
        return hop(ctx, CompletableFuture.supplyAsync(pages.pages(), virtualThreads))
                .compose(page -> page.isEmpty()
                        ? ctx.response().end()
                        : ctx.response().write(page.get()).compose(_ -> writePages(ctx, pages)));
    }

    private static void named(RoutingContext ctx, String contentType, String fileName) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader("content-disposition", "attachment; filename=\"" + fileName + '"');
    }

    private static <T> Future<T> hop(RoutingContext ctx, CompletableFuture<T> elsewhere) {
        return Future.fromCompletionStage(elsewhere, ctx.vertx().getOrCreateContext());
    }
}
