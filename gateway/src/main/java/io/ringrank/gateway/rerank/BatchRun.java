// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.dialect.AnswerWriter;
import io.ringrank.gateway.dialect.BatchParser;
import io.ringrank.gateway.dialect.BatchQuery;
import io.ringrank.gateway.dialect.DialectChoice;
import io.ringrank.gateway.dialect.Parsed;
import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.gateway.error.ErrorAnswer;
import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import io.ringrank.gateway.limit.Limiter;
import io.ringrank.gateway.limit.Passage;
import io.ringrank.scheduler.ticket.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;

/**
 * One batch, from its first query to its last answer. Event loop only.
 *
 * <p>Its queries are read out of the body as there is room for them: at most {@value #QUERIES_AT_ONCE}
 * are under way, and no more documents than one large request has. None is begun while the client
 * doesn't take the answers, so what waits for it in memory is bounded; a client that takes nothing for
 * as long as an upload may take is hung up on.
 */
final class BatchRun {

    static final int QUERIES_AT_ONCE = 16;

    private final BatchHandler.Parts parts;
    private final Visit visit;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final Context context;
    private final BodyBytes body;
    private final BatchParser.Batch.Queries queries;
    private final Manner manner;
    private final AnswerWriter writer = new AnswerWriter();
    private final Set<RequestRunner.Running> running = new HashSet<>();

    private int begun;
    private int documentsRunning;
    private boolean scheduled;
    private boolean ended;
    private long stallTimer = -1;

    /**
     * How its queries are read.
     *
     * @param timeout in milliseconds, of a query that names none
     */
    record Manner(DialectChoice choice, String timeout) {}

    /** @param body released when its last query was read, or nobody is there any more */
    BatchRun(BatchHandler.Parts parts, Visit visit, BodyBytes body,
            BatchParser.Batch.Queries queries, Manner manner) {
        this.parts = parts;
        this.visit = visit;
        this.ctx = visit.ctx();
        this.response = ctx.response();
        this.context = ctx.vertx().getOrCreateContext();
        this.body = body;
        this.queries = queries;
        this.manner = manner;
    }

    void begin() {
        visit.trace().split(queries.count());
        ctx.addEndHandler(_ -> end());
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
                // A compressor would keep lines back until it has enough of them.
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                .drainHandler(_ -> onDrained());
        schedule();
    }

    /** Begins what there is room for; others get their turn on the event loop in between. */
    private void proceed() {
        scheduled = false;
        int turns = QUERIES_AT_ONCE;
        while (turns-- > 0 && hasRoom() && beginNext()) {
            begun++;
        }
        if (begun == queries.count()) {
            body.release();
        }
        if (!ended && begun == queries.count() && running.isEmpty()) {
            response.end();
        } else if (turns < 0) {
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(_ -> Future.succeededFuture().map(_ -> {
                proceed();
                return null;
            }).onFailure(ctx::fail));
        }
    }

    private boolean hasRoom() {
        return !ended && begun < queries.count() && !response.writeQueueFull()
                && running.size() < QUERIES_AT_ONCE
                && documentsRunning < parts.limits().documentsMax();
    }

    /** False if it has to wait until another one has ended. */
    private boolean beginNext() {
        RequestTrace trace = visit.trace().ofQuery(begun);
        Limiter.Entry entry = begun == 0
                ? new Limiter.Entered(visit.passage())
                : visit.principal().limiter().tryEnter();
        switch (entry) {
            case Limiter.Refused(AccessError.LimitReached error) -> {
                if (error.code() == ErrorCode.CONCURRENCY_LIMIT && !running.isEmpty()) {
                    return false;
                }
                refuse(parsed(), trace, ErrorAnswer.of(error));
            }
            case Limiter.Entered(Passage passage) -> {
                Visit query = new Visit(ctx, visit.principal(), passage, trace);
                if (parts.intake().isDraining()) {
                    passage.leave();
                    refuse(parsed(), trace, ErrorAnswer.of(new Failure.ShuttingDown()));
                } else {
                    run(query, parsed());
                }
            }
        }
        return true;
    }

    private BatchQuery parsed() {
        return parts.parser()
                .parse(body.array(), queries, begun, manner.choice(), manner.timeout());
    }

    private void run(Visit query, BatchQuery parsed) {
        switch (parsed.parsed()) {
            case Parsed.Invalid(RequestError error, _) -> {
                query.passage().leave();
                refuse(parsed, query.trace(), ErrorAnswer.of(error));
            }
            case Parsed.Valid(RerankRequest request) -> {
                RequestRunner.Running one = parts.runner().run(query, request.inBatch());
                running.add(one);
                documentsRunning += request.documentCount();
                one.result().map(result -> {
                    running.remove(one);
                    documentsRunning -= request.documentCount();
                    query.passage().leave();
                    onResult(parsed, query.trace(), result);
                    return null;
                }).onFailure(ctx::fail);
            }
        }
    }

    private void onResult(BatchQuery query, RequestTrace trace, Result result) {
        switch (result) {
            case Result.Refused(ErrorAnswer error) -> refuse(query, trace, error);
            case Result.Answered(var answer) -> {
                parts.counter().count(trace, 200);
                write(writer.line(query, answer));
            }
        }
        schedule();
    }

    private void refuse(BatchQuery query, RequestTrace trace, ErrorAnswer error) {
        parts.counter().count(trace, error.status());
        write(writer.line(query, error));
    }

    private void write(Buffer line) {
        if (ended || response.closed()) {
            return;
        }
        response.write(line);
        if (response.writeQueueFull() && stallTimer < 0) {
            stallTimer = ctx.vertx()
                    .setTimer(parts.limits().timeoutMillisDefault(),
                            _ -> Hangup.drop(ctx.request()));
        }
    }

    private void onDrained() {
        cancelStallTimer();
        schedule();
    }

    private void cancelStallTimer() {
        if (stallTimer >= 0) {
            ctx.vertx().cancelTimer(stallTimer);
            stallTimer = -1;
        }
    }

    /** Also when the client has gone: what runs for it is given up, and the rest never begins. */
    private void end() {
        ended = true;
        cancelStallTimer();
        body.release();
        Set.copyOf(running).forEach(RequestRunner.Running::cancel);
    }
}
