// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.TokenRow;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import io.ringrank.scheduler.ticket.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private static final int CALLS_PER_ENGINE_MAX = 4;
    private static final int EMPTY_GROUPS_MAX = 1024;

    private final InFlight inFlight;
    private final PendingQueue ready;
    private final ArrayDeque<QueryGroup> groups = new ArrayDeque<>();
    private final Map<Long, Call> calls = new HashMap<>();
    private int groupsBeforeSweep = EMPTY_GROUPS_MAX;
    private final LongSupplier ids;

    private record Call(EngineState engine, QueryGroup group, List<Pending> pendings) {}

    /**
     * @param ids of commands, none twice
     * @param ready where tokenised pairs go
     */
    TokenizeStage(InFlight inFlight, LongSupplier ids, PendingQueue ready) {
        this.inFlight = inFlight;
        this.ids = ids;
        this.ready = ready;
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

    /** Sends calls while engines have room and fewer than that many tokens are ready. */
    void dispatch(Iterable<EngineState> engines, long readyTokensMax) {
        while (!groups.isEmpty() && ready.weight() < readyTokensMax) {
            QueryGroup group = groups.getFirst();
            EngineState engine = leastBusy(engines);
            if (group.untokenized.isEmpty()) {
                groups.removeFirst();
            } else if (engine == null) {
                return;
            } else {
                groups.removeFirst();
                send(engine, group);
                add(group);
            }
        }
    }

    void onTokenized(long id, TokenizedQuery result, long nowNanos) {
        Call call = take(id);
        switch (result) {
            case TokenizedQuery.Rows(TokenRow prefix, List<Suffix> suffixes) ->
                prepare(call.pendings(), prefix, suffixes, nowNanos);
            case TokenizedQuery.QueryTooLong(int tokens, int tokensMax) -> call.pendings()
                    .forEach(pending -> inFlight.failWaiters(pending,
                            new Failure.QueryTooLong(tokens, tokensMax)));
        }
    }

    /** @return whether the id was one of this stage's */
    boolean onFailed(long id, String message, long nowNanos) {
        if (!calls.containsKey(id)) {
            return false;
        }
        DocumentOutcome.Unscored outcome =
                new DocumentOutcome.Unscored("tokenize_failed", message);
        take(id).pendings().forEach(pending -> inFlight.unscored(pending, outcome, nowNanos));
        return true;
    }

    /** Takes back what was out with an engine that is gone; it goes first. */
    void onDown(EngineState engine) {
        for (Map.Entry<Long, Call> entry : List.copyOf(calls.entrySet())) {
            Call call = entry.getValue();
            if (call.engine() == engine) {
                calls.remove(entry.getKey());
                call.pendings().forEach(this::putBack);
                groups.addFirst(call.group());
            }
        }
    }

    private void putBack(Pending pending) {
        if (pending.isAbandoned()) {
            inFlight.forget(pending);
        } else {
            pending.group.untokenized.addLast(pending);
        }
    }

    private static @Nullable EngineState leastBusy(Iterable<EngineState> engines) {
        EngineState best = null;
        for (EngineState engine : engines) {
            if (engine.tokenizeCallsOut < CALLS_PER_ENGINE_MAX
                    && (best == null || engine.tokenizeCallsOut < best.tokenizeCallsOut)) {
                best = engine;
            }
        }
        return best;
    }

    private void send(EngineState engine, QueryGroup group) {
        List<Pending> pendings = new ArrayList<>();
        List<byte[]> documents = new ArrayList<>();
        int bytes = 0;
        Pending next = group.untokenized.first();
        while (next != null && pendings.size() < DOCUMENTS_PER_CALL_MAX
                && (pendings.isEmpty() || bytes + next.document.length <= BYTES_PER_CALL_MAX)) {
            group.untokenized.remove(next);
            pendings.add(next);
            documents.add(next.document);
            bytes += next.document.length;
            next = group.untokenized.first();
        }
        long id = ids.getAsLong();
        calls.put(id, new Call(engine, group, pendings));
        engine.tokenizeCallsOut++;
        engine.port.tokenize(id, group.query, documents);
    }

    private Call take(long id) {
        Call call = calls.remove(id);
        if (call == null) {
            throw new IllegalStateException("an engine tokenised what nobody asked for: " + id);
        }
        call.engine().tokenizeCallsOut--;
        return call;
    }

    private void prepare(List<Pending> pendings, TokenRow prefix, List<Suffix> suffixes,
            long nowNanos) {
        for (int i = 0; i < pendings.size(); i++) {
            Pending pending = pendings.get(i);
            Suffix suffix = suffixes.get(i);
            pending.prepared = new PreparedPair(prefix, suffix.row(), suffix.truncated());
            if (pending.isAbandoned()) {
                inFlight.forget(pending);
            } else {
                pending.noteTokenized(nowNanos);
                ready.addLast(pending);
            }
        }
    }
}
