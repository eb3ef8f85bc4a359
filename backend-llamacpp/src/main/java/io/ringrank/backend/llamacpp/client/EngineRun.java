// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.Handshake;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of an engine, from its socket to the exit of its process. Event loop only. */
final class EngineRun {
    /*
     * A run ends in one place, finish(), and always by way of the process: whatever goes wrong on the
     * link kills it, and its exit finishes the run. So the reason is the first thing that went wrong,
     * or the exit itself when nothing was noticed before, and when the run is over no process is left.
     * Only a run whose process never started finishes without an exit.
     */

    private static final Logger log = LoggerFactory.getLogger(EngineRun.class);

    static final Duration CONNECT_MAX = Duration.ofSeconds(30);

    /** Long enough to open the largest model on the slowest disk, which says nothing meanwhile. */
    static final Duration LOAD_SILENCE_MAX = Duration.ofMinutes(10);

    private static final int END_BY_ITSELF_MILLIS_MAX = 1_000;
    private static final int LINES_OF_A_CRASH_MAX = 30;

    /** What a run tells its supervisor. Called on the event loop. */
    interface Events {

        void onLoading(float fraction);

        /** The engine takes commands on the channels. */
        void onReady(ToGateway.Ready ready, Map<ChannelKind, Channel> channels, long pid);

        void onAnswer(ToGateway.Answer answer);

        /**
         * The process is gone; nothing is said after this.
         *
         * @param again whether another start could end otherwise
         */
        void onEnd(String reason, boolean again);
    }

    private final EngineSetup setup;
    private final EventLoop loop;
    private final Events events;
    private final Path socket;
    private final long outputMark;
    private final Handshake handshake = new Handshake();
    private final Map<ChannelKind, Channel> channels = new EnumMap<>(ChannelKind.class);
    private StartTurns.@Nullable Turn turn;
    private Delays.@Nullable Pending connectTimeout;
    private Delays.@Nullable Pending progressTimeout;
    private @Nullable Channel server;
    private @Nullable EngineProcess process;
    private @Nullable String fault;
    private boolean again = true;
    private boolean ready;
    private boolean begun;
    private boolean ended;

    EngineRun(EngineSetup setup, int start, EventLoop loop, Events events) {
        this.setup = setup;
        this.loop = loop;
        this.events = events;
        this.socket = setup.host().sockets().socket(setup.place(), start);
        this.outputMark = setup.tail().mark();
    }

    void begin() {
        setup.host()
                .transport()
                .listen(loop, socket, () -> new EngineLinkHandler(this, handshake))
                .addListener(this::onListening);
    }

    private void onListening(Future<? super Void> listening) {
        if (!listening.isSuccess()) {
            finish("the gateway can't listen on " + socket + ": " + listening.cause());
            return;
        }
        server = ((ChannelFuture) listening).channel();
        if (fault != null) {
            finish(fault);
            return;
        }
        turn = setup.host().turns().take(() -> loop.execute(this::startProcess));
    }

    private void startProcess() {
        if (ended) {
            return;
        }
        begun = true;
        connectTimeout = setup.host()
                .delays()
                .after(CONNECT_MAX,
                        () -> loop.execute(this::onConnectTimeout));
        var _ = EngineProcess
                .start(EngineCommand.of(setup.engine(), setup.spec().jvm(), socket),
                        handshake.token(), setup.tail(), "ringrank-engine-" + setup.engine())
                .whenComplete((started, failure) -> loop
                        .execute(() -> onStarted(started, failure)));
    }

    private void onStarted(@Nullable EngineProcess started, @Nullable Throwable failure) {
        if (started == null) {
            finish("the engine process can't be started: " + failure);
            return;
        }
        process = started;
        var _ = started.exit().thenAccept(value -> loop.execute(() -> onExit(value)));
        if (fault != null) {
            started.kill();
        }
    }

    private void onConnectTimeout() {
        if (!handshake.isComplete()) {
            fault("the engine process did not connect within " + CONNECT_MAX.toSeconds() + " s");
        }
    }

    private void onExit(int value) {
        finish(fault != null ? fault : exitReason(value));
    }

    private String exitReason(int value) {
        String exit = ExitReason.of(value, setup.tail().since(outputMark, LINES_OF_A_CRASH_MAX));
        boolean loading = handshake.isComplete() && !ready;
        return loading ? "while it loaded " + setup.spec().model().path() + ", " + exit : exit;
    }

    /** A channel is there; with the second one the engine is told what to load. */
    void onChannel(ChannelKind kind, Channel channel) {
        channels.put(kind, channel);
        if (handshake.isComplete()) {
            endTurn();
            closeSocket();
            EngineSpec spec = setup.spec();
            load(new ToEngine.Load(spec.model().path().toString(), spec.model().stamp(),
                    spec.compute()));
        }
    }

    private void load(ToEngine.Load load) {
        expectProgress();
        events.onLoading(0);
        Channel channel = channels.get(ChannelKind.SCORE);
        if (channel != null) {
            channel.writeAndFlush(load).addListener(sent -> {
                if (sent.cause() instanceof RuntimeException cause) {
                    fault("the engine can't be told what to load: " + cause.getMessage());
                }
            });
        }
    }

    void onFrame(ToGateway frame) {
        if (fault != null) {
            return;
        }
        switch (frame) {
            case ToGateway.Hello _ -> fault("the engine said Hello twice");
            case ToGateway.LoadProgress progress -> onProgress(progress.fraction());
            case ToGateway.Ready facts -> onReady(facts);
            case ToGateway.LoadFailed failed -> {
                again = false;
                fault(failed.message());
            }
            case ToGateway.Answer answer -> onAnswer(answer);
        }
    }

    /** A load says something now and then. */
    private void expectProgress() {
        forgetProgress();
        progressTimeout = setup.host()
                .delays()
                .after(LOAD_SILENCE_MAX,
                        () -> loop.execute(
                                () -> fault("the engine process said nothing of its load for "
                                        + LOAD_SILENCE_MAX.toMinutes() + " minutes")));
    }

    private void forgetProgress() {
        if (progressTimeout != null) {
            progressTimeout.cancel();
            progressTimeout = null;
        }
    }

    private void onProgress(float fraction) {
        if (!ready) {
            expectProgress();
            events.onLoading(fraction);
        }
    }

    private void onReady(ToGateway.Ready facts) {
        if (ready || process == null || !handshake.isComplete()) {
            fault("the engine said that it is ready when it could not be");
            return;
        }
        ready = true;
        forgetProgress();
        events.onReady(facts, channels, process.pid());
    }

    private void onAnswer(ToGateway.Answer answer) {
        if (ready) {
            events.onAnswer(answer);
        } else {
            fault("the engine answered before it was ready");
        }
    }

    /** A channel closed. Most often the process is just dying; it is given time to say why. */
    void onChannelClosed() {
        var _ = loop.schedule(() -> fault("the engine closed its link but did not end"),
                END_BY_ITSELF_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    /** Nothing the engine says counts any more, and it ends. The first reason is the one told. */
    void fault(String reason) {
        if (fault == null && !ended) {
            fault = reason;
            kill();
        }
    }

    /** Ends the run; the engine gets a second to end by itself. */
    void stop() {
        if (fault == null && !ended) {
            fault = "stopped";
            if (turn != null && !begun) {
                finish(fault);
                return;
            }
            if (process != null) {
                process.closeInput();
            }
            var _ = loop.schedule(this::kill, END_BY_ITSELF_MILLIS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    private void kill() {
        if (process != null && !ended) {
            process.kill();
        }
    }

    private void finish(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        endTurn();
        forgetProgress();
        closeSocket();
        for (Channel channel : channels.values()) {
            var _ = channel.close();
        }
        events.onEnd(reason, again);
    }

    private void endTurn() {
        if (turn != null) {
            turn.end();
        }
    }

    private void closeSocket() {
        if (connectTimeout != null) {
            connectTimeout.cancel();
        }
        if (server != null) {
            var _ = server.close();
        }
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            log.warn("can't delete the socket {}", socket, e);
        }
    }
}
