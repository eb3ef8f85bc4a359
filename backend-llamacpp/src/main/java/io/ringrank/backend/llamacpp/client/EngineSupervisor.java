// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineFacts;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.pair.ScoringProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one engine running, says in the inbox when it comes up and goes down, and tells a listener
 * what it is doing. Public methods: any thread.
 *
 * <p>An engine that dies is started again as {@link RestartPolicy} says, for ever, until it is
 * closed. Only one that reports that its model can't be loaded stays down: the next start would
 * report the same, and a changed file needs a new specification. Its Down, and the Down of an engine
 * that failed to start too often, says that it is not restarting; a later success says Up again.
 */
public final class EngineSupervisor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EngineSupervisor.class);

    private static final int CLOSE_SECONDS_MAX = 5;

    private final EngineSetup setup;
    private final EngineListener listener;
    private final EventLoop loop;
    private final CountDownLatch stopped = new CountDownLatch(1);

    // Event loop only.
    private final RestartPolicy policy = new RestartPolicy();
    private int starts;
    private @Nullable EngineRun run;
    private @Nullable EngineClient client;
    private Delays.@Nullable Pending nextStart;
    private long upNanos;
    private boolean closing;

    /** @param engine names it in its answers */
    public EngineSupervisor(int engine, EngineSpec spec, EngineHost host, EngineInbox inbox,
            EngineListener listener) {
        this.setup = new EngineSetup(engine, host.sockets().takePlace(), spec, host, inbox,
                new OutputTail());
        this.listener = listener;
        this.loop = host.transport().nextLoop();
    }

    /** Starts the engine; what becomes of it, the inbox and the listener hear. */
    public void start() {
        loop.execute(() -> {
            if (starts == 0) {
                startRun();
            }
        });
    }

    /** The last lines that the engine's processes wrote, oldest first; at most 200. */
    public List<String> lastLines() {
        return setup.tail().lines();
    }

    /** Ends the engine for good, within five seconds. Not on an event loop. */
    @Override
    public void close() {
        try {
            loop.execute(this::stop);
            if (!stopped.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                log.warn("engine {} did not end within {} s", setup.engine(), CLOSE_SECONDS_MAX);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException _) {
            // The event loops have ended, and every engine with them.
        }
    }

    private void stop() {
        if (closing) {
            return;
        }
        closing = true;
        if (nextStart != null) {
            nextStart.cancel();
        }
        if (run == null) {
            onStopped();
        } else {
            run.stop();
        }
    }

    private void onStopped() {
        listener.onState(new EngineState.Stopped());
        stopped.countDown();
    }

    private void startRun() {
        if (closing) {
            return;
        }
        starts++;
        listener.onState(new EngineState.Starting());
        run = new EngineRun(setup, starts, loop, new RunEvents());
        run.begin();
    }

    private EngineDevice device() {
        Compute compute = setup.spec().compute();
        return compute.isOnProcessor()
                ? EngineDevice.processor(Processor.name())
                : EngineDevice.gpu(compute.device());
    }

    private void onReady(ToGateway.Ready ready, Map<ChannelKind, Channel> channels, long pid) {
        ScoringProfile profile =
                new ScoringProfile(setup.spec().model().fingerprint(), ready.layout(),
                        ready.nativeBuild());
        EngineFacts facts = new EngineFacts(profile, ready.lanes(), ready.contextTokens(),
                ready.tokensPerBatch(),
                ready.pairsPerBatch(), device(), ready.takesInstruction());
        client = new EngineClient(setup.engine(), facts, setup.inbox(), channels, this::fault);
        upNanos = setup.host().delays().nanoTime();
        setup.inbox().offer(new EngineAnswer.Up(setup.engine(), client, facts));
        log.info("engine {} runs {} as process {}", setup.engine(), setup.spec().model().path(),
                pid);
        listener.onState(new EngineState.Running(facts, ready.architecture(),
                ready.contextTokens(), pid));
    }

    private void fault(String reason) {
        if (run != null) {
            run.fault(reason);
        }
    }

    private void onEnd(String reason, boolean again) {
        boolean ran = client != null;
        if (client != null) {
            client.close();
        }
        client = null;
        run = null;
        if (closing) {
            down(reason, false);
            onStopped();
        } else if (again) {
            restart(reason, ran);
        } else {
            log.error("engine {} can't run: {}", setup.engine(), reason);
            down(reason, false);
            listener.onState(new EngineState.Failed(reason, Duration.ZERO));
        }
    }

    private void restart(String reason, boolean ran) {
        RestartPolicy.Decision decision = ran
                ? policy.onDeath(setup.host().delays().nanoTime() - upNanos)
                : policy.onFailedStart();
        Duration delay = decision.delay();
        log.warn("engine {} is down, next start in {} ms: {}", setup.engine(), delay.toMillis(),
                reason);
        down(reason, !decision.hopeless());
        listener.onState(decision.hopeless()
                ? new EngineState.Failed(reason, delay)
                : new EngineState.Restarting(reason, delay));
        if (delay.isZero()) {
            startRun();
        } else {
            nextStart = setup.host().delays().after(delay, () -> loop.execute(this::startRun));
        }
    }

    private void down(String reason, boolean restarting) {
        setup.inbox().offer(new EngineAnswer.Down(setup.engine(), reason, restarting));
    }

    private final class RunEvents implements EngineRun.Events {

        @Override
        public void onLoading(float fraction) {
            listener.onState(new EngineState.Loading(fraction));
        }

        @Override
        public void onReady(ToGateway.Ready ready, Map<ChannelKind, Channel> channels, long pid) {
            EngineSupervisor.this.onReady(ready, channels, pid);
        }

        @Override
        public void onAnswer(ToGateway.Answer answer) {
            if (client != null) {
                client.onAnswer(answer);
            }
        }

        @Override
        public void onEnd(String reason, boolean again) {
            EngineSupervisor.this.onEnd(reason, again);
        }
    }
}
