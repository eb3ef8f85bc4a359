// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import java.util.ArrayDeque;
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
     * Groups take turns, a call's worth each, so a request of many documents does not hold up those
     * behind it. Work is tokenised only a few batches ahead: what waits longer waits as text, where
     * it can still be reordered or dropped for nothing.
     */

    private static final int DOCUMENTS_PER_CALL_MAX = 32;
    private static final int BYTES_PER_CALL_MAX = 64 << 10;
    private static final int EMPTY_GROUPS_MAX = 1024;

    private final InFlight inFlight;
    private final ArrayDeque<QueryGroup> groups = new ArrayDeque<>();
    private final Map<Long, TokenizeCall> calls = new HashMap<>();
    private int groupsBeforeSweep = EMPTY_GROUPS_MAX;
    private final LongSupplier ids;

    /** @param ids of commands, none twice */
    TokenizeStage(InFlight inFlight, LongSupplier ids) {
        this.inFlight = inFlight;
        this.ids = ids;
    }

    void add(QueryGroup group) {
        if (group.untokenized.isEmpty()) {
            return;
        }
        groups.addLast(group);
        if (groups.size() > groupsBeforeSweep) {
            // Cancelled pairs leave their groups at once, but a group leaves only when its turn comes.
            groups.removeIf(emptied -> emptied.untokenized.isEmpty());
            groupsBeforeSweep = 2 * groups.size() + EMPTY_GROUPS_MAX;
        }
    }

    boolean isEmpty() {
        while (!groups.isEmpty() && groups.getFirst().untokenized.isEmpty()) {
            groups.removeFirst();
        }
        return groups.isEmpty();
    }

    /** Sends calls while engines have room and fewer than that many tokens are wanted. */
    void dispatch(Collection<EngineState> engines, LongSupplier tokensWanted, long nowNanos) {
        while (!groups.isEmpty() && tokensWanted.getAsLong() > 0) {
            QueryGroup group = groups.getFirst();
            EngineState engine = leastBusy(engines);
            if (group.untokenized.isEmpty()) {
                groups.removeFirst();
            } else if (engine == null) {
                return;
            } else {
                groups.removeFirst();
                send(engine, group, takeFrom(group), nowNanos);
                add(group);
            }
        }
    }

    /** Runs one pair on an engine that has nothing else in hand. */
    void runAlone(EngineState engine, Pending pending, long nowNanos) {
        send(engine, pending.group, List.of(pending), nowNanos);
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
        engine.tokenizer.forEach(call -> inHand.addAll(call.pendings()));
        inHand.forEach(pending -> pending.out--);
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

    private static List<Pending> takeFrom(QueryGroup group) {
        List<Pending> taken = new ArrayList<>();
        int bytes = 0;
        Pending next = group.untokenized.first();
        while (next != null && taken.size() < DOCUMENTS_PER_CALL_MAX
                && (taken.isEmpty() || bytes + next.document.length <= BYTES_PER_CALL_MAX)) {
            group.untokenized.remove(next);
            taken.add(next);
            bytes += next.document.length;
            next = group.untokenized.first();
        }
        return taken;
    }

    private void send(EngineState engine, QueryGroup group, List<Pending> pendings,
            long nowNanos) {
        long id = ids.getAsLong();
        TokenizeCall call = new TokenizeCall(engine, pendings);
        calls.put(id, call);
        pendings.forEach(pending -> pending.out++);
        engine.tokenizer.add(call, nowNanos);
        engine.port.tokenize(id, group.query,
                pendings.stream().map(pending -> pending.document).toList(), group.options);
    }

    /** Null for the late answer of an engine that is gone: its work has been taken back. */
    private @Nullable TokenizeCall take(long id, long nowNanos) {
        TokenizeCall call = calls.remove(id);
        if (call != null) {
            call.engine().tokenizer.remove(call, nowNanos);
            call.pendings().forEach(pending -> pending.out--);
        }
        return call;
    }

    private void prepare(List<Pending> pendings, TokenizedQuery.Rows rows, long nowNanos) {
        for (int i = 0; i < pendings.size(); i++) {
            Pending pending = pendings.get(i);
            switch (rows.documents().get(i)) {
                case TokenizedDocument.Suffixes(var suffixes) -> {
                    pending.noteTokenized(suffixes.stream()
                            .map(suffix -> new PendingRow(pending, rows.pair(suffix),
                                    suffix.window(), nowNanos))
                            .toList(), nowNanos);
                    inFlight.proceed(pending, nowNanos);
                }
                case TokenizedDocument.TooLong(int tokens, int tokensMax) -> inFlight.end(pending,
                        new DocumentOutcome.TooLong(tokens, tokensMax), nowNanos);
                case TokenizedDocument.Failed(String message) ->
                    inFlight.failed(pending, failed(message), nowNanos);
            }
        }
    }

    private static DocumentOutcome.Unscored failed(String message) {
        return new DocumentOutcome.Unscored("tokenize_failed", message);
    }
}
