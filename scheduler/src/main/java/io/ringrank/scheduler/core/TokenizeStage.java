// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns pairs of text into pairs of tokens, a little ahead of what the lanes need. Scheduler thread
 * only.
 */
final class TokenizeStage {
    /*
     * Each caller has a few batches tokenised ahead, its part of a window, and no more: what waits
     * longer waits as text, where it can still be reordered or dropped for nothing. So a flood of one
     * caller can't fill the window, and who has many tokens in few bytes is held back by them. Turns
     * go by bytes. A caller's part is filled up when it is half empty, so that calls are not small.
     */

    private static final int DOCUMENTS_PER_CALL_MAX = 32;
    private static final int BYTES_PER_CALL_MAX = 64 << 10;

    private final InFlight inFlight;
    private final FairQueue<Pending> untokenized;
    private final TokenEstimate estimate = new TokenEstimate();
    private final Map<Long, TokenizeCall> calls = new HashMap<>();
    private final LongSupplier ids;

    /**
     * How much may be tokenised ahead.
     *
     * @param tokensPerCaller of the rows that one caller has ready or on their way
     */
    record Window(long tokensPerCaller) {

        long tokensLeft(Work work) {
            return tokensPerCaller - work.ready.caller.weight() - work.ready.caller.coming;
        }

        boolean isHalfEmpty(Work work) {
            return 2 * tokensLeft(work) >= tokensPerCaller;
        }
    }

    /** @param ids of commands, none twice */
    TokenizeStage(InFlight inFlight, FairQueue<Pending> untokenized, LongSupplier ids) {
        this.inFlight = inFlight;
        this.untokenized = untokenized;
        this.ids = ids;
    }

    boolean isEmpty() {
        return untokenized.isEmpty();
    }

    /** Calls that were not answered. */
    int callsOut() {
        return calls.size();
    }

    double tokensPerByte() {
        return estimate.tokensPerByte();
    }

    /** Sends calls while engines have room for them and the window has. */
    void dispatch(Collection<EngineState> engines, Window window, long nowNanos) {
        EngineState engine = untokenized.isEmpty() ? null : leastBusy(engines);
        while (engine != null) {
            FairQueue<Pending>.Flow flow = untokenized.next(window::isHalfEmpty);
            if (flow == null) {
                return;
            }
            send(engine, takeFrom(engine, flow, window), flow.work, nowNanos);
            engine = leastBusy(engines);
        }
    }

    /** Runs one pair on an engine that has nothing else in hand. */
    void runAlone(EngineState engine, Pending pending, long nowNanos) {
        send(engine, new TokenizeCall(engine, pending.owner.ready.caller, List.of(pending), 0),
                pending.owner, nowNanos);
    }

    void onTokenized(long id, TokenizedQuery result, long nowNanos) {
        TokenizeCall call = take(id, nowNanos);
        if (call == null) {
            return;
        }
        switch (result) {
            case TokenizedQuery.Rows rows -> prepare(call.pendings(), rows, nowNanos);
            case TokenizedQuery.QueryTooLong(int tokens, int tokensMax) -> call.pendings()
                    .forEach(pending -> inFlight.failWaiters(pending,
                            new Failure.QueryTooLong(tokens, tokensMax)));
        }
    }

    /** @return whether the id was one of this stage's */
    boolean onFailed(long id, String message, long nowNanos) {
        TokenizeCall call = take(id, nowNanos);
        if (call == null) {
            return false;
        }
        call.pendings().forEach(pending -> inFlight.failed(pending, failed(message), nowNanos));
        return true;
    }

    /** Takes back what an engine had in hand that is gone. */
    List<Pending> onDown(EngineState engine) {
        calls.values().removeIf(call -> call.engine() == engine);
        List<Pending> inHand = new ArrayList<>();
        engine.tokenizer.forEach(call -> {
            noteBack(call);
            inHand.addAll(call.pendings());
        });
        return inHand;
    }

    private static @Nullable EngineState leastBusy(Collection<EngineState> engines) {
        EngineState best = null;
        for (EngineState engine : engines) {
            int calls = engine.tokenizer.size();
            if (engine.takesWork() && calls < EngineState.TOKENIZE_CALLS_MAX
                    && (best == null || calls < best.tokenizer.size())) {
                best = engine;
            }
        }
        return best;
    }

    private TokenizeCall takeFrom(EngineState engine, FairQueue<Pending>.Flow flow,
            Window window) {
        List<Pending> taken = new ArrayList<>();
        long tokensLeft = window.tokensLeft(flow.work);
        long tokens = 0;
        int bytes = 0;
        Pending next = flow.first();
        while (next != null && taken.size() < DOCUMENTS_PER_CALL_MAX && (taken.isEmpty()
                || (tokens < tokensLeft && bytes + next.document.length <= BYTES_PER_CALL_MAX))) {
            flow.take(next);
            taken.add(next);
            bytes += next.document.length;
            tokens += next.expectedTokens;
            next = flow.first();
        }
        return new TokenizeCall(engine, flow.work.ready.caller, taken, tokens);
    }

    private static long bytesOf(Pending pending) {
        return (long) pending.owner.query.length + pending.document.length;
    }

    private void send(EngineState engine, TokenizeCall call, Work work, long nowNanos) {
        long id = ids.getAsLong();
        calls.put(id, call);
        call.caller().coming += call.expectedTokens();
        call.pendings().forEach(pending -> pending.out++);
        engine.tokenizer.add(call, nowNanos);
        engine.port.tokenize(id, work.query,
                call.pendings().stream().map(pending -> pending.document).toList(), work.options);
    }

    /** Null for the late answer of an engine that is gone: its work has been taken back. */
    private @Nullable TokenizeCall take(long id, long nowNanos) {
        TokenizeCall call = calls.remove(id);
        if (call != null) {
            call.engine().tokenizer.remove(call, nowNanos);
            noteBack(call);
        }
        return call;
    }

    private static void noteBack(TokenizeCall call) {
        call.caller().coming -= call.expectedTokens();
        call.pendings().forEach(pending -> pending.out--);
    }

    private void prepare(List<Pending> pendings, TokenizedQuery.Rows rows, long nowNanos) {
        for (int i = 0; i < pendings.size(); i++) {
            Pending pending = pendings.get(i);
            switch (rows.documents().get(i)) {
                case TokenizedDocument.Suffixes(var suffixes) -> {
                    pending.noteTokenized(toRows(pending, rows, suffixes), nowNanos);
                    learn(pending);
                    inFlight.proceed(pending, nowNanos);
                }
                case TokenizedDocument.TooLong(int tokens, int tokensMax) -> inFlight.end(pending,
                        new DocumentOutcome.TooLong(tokens, tokensMax), nowNanos);
                case TokenizedDocument.Failed(String message) ->
                    inFlight.failed(pending, failed(message), nowNanos);
            }
        }
    }

    private static List<PendingRow> toRows(Pending pending, TokenizedQuery.Rows rows,
            List<TokenizedQuery.Suffix> suffixes) {
        if (suffixes.size() == 1) {
            return List.of(toRow(pending, rows, suffixes.getFirst()));
        }
        return suffixes.stream().map(suffix -> toRow(pending, rows, suffix)).toList();
    }

    private static PendingRow toRow(Pending pending, TokenizedQuery.Rows rows,
            TokenizedQuery.Suffix suffix) {
        return new PendingRow(pending, rows.pair(suffix), suffix.window());
    }

    /** Of a document that was cut, its bytes say nothing. */
    private void learn(Pending pending) {
        PendingRow first = pending.rows.getFirst();
        if (pending.rows.size() == 1 && !first.prepared.truncated()) {
            estimate.observe(bytesOf(pending), first.weight());
        }
    }

    private static DocumentOutcome.Unscored failed(String message) {
        return new DocumentOutcome.Unscored("tokenize_failed", message);
    }
}
