// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.netty.channel.Channel;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.LinkLimits;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port of a running engine: sends commands, remembers them, and turns each into one answer. The
 * commands: any thread; everything else: event loop only.
 */
final class EngineClient implements EnginePort {

    private final int engine;
    private final EngineFacts facts;
    private final EngineInbox inbox;
    private final Map<ChannelKind, Channel> channels;
    private final Consumer<String> onFault;
    private final Map<Long, Outstanding> outstanding = new HashMap<>();
    private final int commandsMax;
    private boolean closed;

    /** @param onFault is told why this engine can't be trusted with anything more */
    EngineClient(int engine, EngineFacts facts, EngineInbox inbox,
            Map<ChannelKind, Channel> channels, Consumer<String> onFault) {
        this.engine = engine;
        this.facts = facts;
        this.inbox = inbox;
        this.channels = channels;
        this.onFault = onFault;
        this.commandsMax = LinkLimits.TOKENIZE_COMMANDS_MAX
                + facts.lanes() * (1 + LinkLimits.BATCHES_PER_LANE_MAX);
    }

    /**
     * What an answer must look like.
     *
     * @param items documents to tokenize, or pairs to score
     */
    private record Outstanding(ChannelKind kind, int items) {}

    @Override
    public void tokenize(long id, byte[] query, List<byte[]> documents, ScoringOptions options) {
        submit(id, ChannelKind.TOKENIZE, new ToEngine.Tokenize(id, query, documents, options),
                documents.size());
    }

    @Override
    public void score(long id, int lane, List<PreparedPair> batch) {
        submit(id, ChannelKind.SCORE, scoreFrame(id, lane, batch),
                batch.size());
    }

    @Override
    public void kill(String reason) {
        for (Channel channel : channels.values()) {
            try {
                channel.eventLoop().execute(() -> faultUnlessClosed(reason));
                return;
            } catch (RejectedExecutionException _) {
                // The event loops end after the engines.
            }
        }
    }

    private void faultUnlessClosed(String reason) {
        if (!closed) {
            onFault.accept(reason);
        }
    }

    private static ToEngine.Score scoreFrame(long id, int lane, List<PreparedPair> batch) {
        IdentityHashMap<TokenRow, Integer> indexes = new IdentityHashMap<>();
        List<int[]> prefixes = new ArrayList<>();
        List<ToEngine.Row> rows = new ArrayList<>(batch.size());
        for (PreparedPair pair : batch) {
            Integer index = indexes.putIfAbsent(pair.prefix(), prefixes.size());
            if (index == null) {
                index = prefixes.size();
                prefixes.add(pair.prefix().ids());
            }
            rows.add(new ToEngine.Row(index, pair.suffix().ids()));
        }
        return new ToEngine.Score(id, lane, prefixes, rows);
    }

    private void submit(long id, ChannelKind kind, ToEngine frame, int items) {
        Channel channel = channels.get(kind);
        if (channel == null) {
            throw new IllegalStateException("an engine without its channel: " + kind);
        }
        try {
            channel.eventLoop()
                    .execute(() -> send(id, channel, frame, new Outstanding(kind, items)));
        } catch (RejectedExecutionException _) {
            // The event loops end after the engines; its Down has answered everything.
        }
    }

    private void send(long id, Channel channel, ToEngine frame, Outstanding expected) {
        if (closed) {
            return;
        }
        if (!frame.fits()) {
            refuse(id, "a command of " + frame.bodyBytes() + " bytes is larger than "
                    + LinkLimits.FRAME_BYTES_MAX);
        } else if (outstanding.size() == commandsMax) {
            refuse(id, "the engine holds " + outstanding.size() + " commands already");
        } else if (outstanding.putIfAbsent(id, expected) != null) {
            onFault.accept("the gateway used the command id " + id + " twice");
        } else {
            channel.writeAndFlush(frame).addListener(done -> onSent(done.cause()));
        }
    }

    private void onSent(@Nullable Throwable cause) {
        // A broken link says so by itself, and then the exit of the process is the reason to tell.
        if (cause != null && !(cause instanceof IOException)) {
            onFault.accept("the gateway could not encode a command: " + cause);
        }
    }

    private void refuse(long id, String message) {
        inbox.offer(new EngineAnswer.CommandFailed(engine, id, message));
    }

    /** Passes an answer on, or complains about one that answers nothing. */
    void onAnswer(ToGateway.Answer answer) {
        Outstanding expected = outstanding.remove(answer.id());
        if (expected != null && fits(answer, expected)) {
            inbox.offer(translate(answer));
        } else {
            onFault.accept("the engine sent an answer that fits no command: "
                    + answer.getClass().getSimpleName() + " for " + expected);
        }
    }

    private boolean fits(ToGateway.Answer answer, Outstanding expected) {
        return switch (answer) {
            case ToGateway.Tokenized tokenized -> expected.kind == ChannelKind.TOKENIZE
                    && tokenized.rows().documents().size() == expected.items
                    && areWithinAPair(tokenized.rows());
            case ToGateway.QueryTooLong _ -> expected.kind == ChannelKind.TOKENIZE;
            case ToGateway.Scored scored -> expected.kind == ChannelKind.SCORE
                    && scored.raw().length == expected.items;
            case ToGateway.CommandFailed _ -> true;
        };
    }

    private EngineAnswer translate(ToGateway.Answer answer) {
        return switch (answer) {
            case ToGateway.Tokenized(long id, var rows) ->
                new EngineAnswer.Tokenized(engine, id, rows);
            case ToGateway.QueryTooLong(long id, int tokens, int tokensMax) ->
                new EngineAnswer.Tokenized(engine, id,
                        new TokenizedQuery.QueryTooLong(tokens, tokensMax));
            case ToGateway.Scored(long id, float[] raw, long computeNanos) ->
                new EngineAnswer.Scored(engine, id, raw, computeNanos);
            case ToGateway.CommandFailed(long id, String message) ->
                new EngineAnswer.CommandFailed(engine, id, message);
        };
    }

    private boolean areWithinAPair(TokenizedQuery.Rows rows) {
        int suffixTokensMax = facts.tokensPerPair() - rows.prefix().length();
        return rows.suffixes()
                .stream()
                .allMatch(suffix -> suffix.row().length() <= suffixTokensMax);
    }

    /** Takes and gives nothing more: what is outstanding now, the engine's Down answers. */
    void close() {
        closed = true;
        outstanding.clear();
    }
}
