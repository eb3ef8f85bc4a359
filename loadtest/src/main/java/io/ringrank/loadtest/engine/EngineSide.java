// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.client.EngineHost;
import io.ringrank.backend.llamacpp.client.EngineSpec;
import io.ringrank.backend.llamacpp.client.EngineState;
import io.ringrank.backend.llamacpp.client.EngineSupervisor;
import io.ringrank.backend.llamacpp.engine.EngineMain;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineAnswer;
import io.ringrank.scheduler.engine.EngineDevice;
import io.ringrank.scheduler.engine.EngineInbox;
import io.ringrank.scheduler.engine.EnginePort;
import io.ringrank.scheduler.pair.PreparedPair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Real engines behind their real link. This process is their gateway, and the calling thread does
 * what the scheduler thread does: it keeps as many batches in the hands of each lane, one that runs and
 * on a processor one behind it.
 */
final class EngineSide implements Side {

    private static final long SILENCE_SECONDS_MAX = 120;

    private final EngineHost host;
    private final Doorbell doorbell = new Doorbell();
    private final EngineInbox inbox;
    private final List<EngineSupervisor> supervisors = new ArrayList<>();
    private final AtomicLongArray pids;
    private final List<Place> places = new ArrayList<>();
    private int batchesPerLane;
    private long commands;

    /** A lane of an engine. */
    private record Place(EnginePort port, int lane) {}

    private EngineSide(EngineHost host, int engines, int lanes) {
        this.host = host;
        this.pids = new AtomicLongArray(engines);
        // Up and Down of each engine, twice: it is started again while it is being closed.
        this.inbox = new EngineInbox(
                4 * engines + (1 + EngineDevice.BATCHES_AHEAD_MAX) * lanes, doorbell);
    }

    static EngineSide start(BenchSetup setup) throws IOException, CommandFailedException {
        EngineSpec spec = new EngineSpec(setup.model().file(), setup.plan().compute(),
                setup.natives().jvm(EngineMain.class));
        EngineSide side = new EngineSide(EngineHost.open(), setup.plan().engines(), setup.lanes());
        boolean ready = false;
        try {
            for (int engine = 0; engine < setup.plan().engines(); engine++) {
                side.start(engine, spec);
            }
            side.awaitUp(setup.lanes());
            ready = true;
            return side;
        } finally {
            if (!ready) {
                side.close();
            }
        }
    }

    private void start(int engine, EngineSpec spec) {
        EngineSupervisor supervisor = new EngineSupervisor(engine, spec, host, inbox, state -> {
            if (state instanceof EngineState.Running running) {
                pids.set(engine, running.pid());
            }
        });
        supervisors.add(supervisor);
        supervisor.start();
    }

    private void awaitUp(int lanes) throws CommandFailedException {
        while (places.size() < lanes) {
            switch (next()) {
                case EngineAnswer.Up up -> {
                    batchesPerLane = 1 + up.facts().device().batchesAheadMax();
                    for (int lane = 0; lane < up.facts().lanes(); lane++) {
                        places.add(new Place(up.port(), lane));
                    }
                }
                case EngineAnswer other -> throw unexpected(other);
            }
        }
    }

    @Override
    public RoundResult run(BatchPlan plan) throws CommandFailedException {
        List<Feed> feeds = new ArrayList<>();
        for (int lane = 0; lane < places.size(); lane++) {
            feeds.add(new Feed(places.get(lane), plan.ofLane(lane)));
        }
        CpuClock cpu = CpuClock.start(processes());
        feed(feeds);
        return new RoundResult(feeds.stream().map(Feed::result).toList(), cpu.nanos());
    }

    private void feed(List<Feed> feeds) throws CommandFailedException {
        Map<Long, Feed> outstanding = new HashMap<>();
        long startNanos = System.nanoTime();
        for (int i = 0; i < batchesPerLane; i++) {
            feeds.forEach(feed -> feed.sendNext(outstanding));
        }
        while (!outstanding.isEmpty()) {
            switch (next()) {
                case EngineAnswer.Scored scored -> {
                    Feed feed = outstanding.remove(scored.id());
                    if (feed == null) {
                        throw unexpected(scored);
                    }
                    feed.sendNext(outstanding);
                    feed.onScored(scored, System.nanoTime() - startNanos);
                }
                case EngineAnswer other -> throw unexpected(other);
            }
        }
    }

    /** The engines and this process, which is part of their price. */
    private List<Long> processes() {
        List<Long> all = new ArrayList<>(List.of(ProcessHandle.current().pid()));
        for (int engine = 0; engine < pids.length(); engine++) {
            all.add(pids.get(engine));
        }
        return all;
    }

    private EngineAnswer next() throws CommandFailedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SILENCE_SECONDS_MAX);
        EngineAnswer answer = inbox.poll();
        while (answer == null) {
            long leftNanos = endNanos - System.nanoTime();
            if (leftNanos <= 0) {
                throw new CommandFailedException(
                        "the engines said nothing for " + SILENCE_SECONDS_MAX + " s");
            }
            doorbell.sleep(() -> !inbox.isEmpty(), leftNanos);
            answer = inbox.poll();
        }
        return answer;
    }

    private static CommandFailedException unexpected(EngineAnswer answer) {
        return new CommandFailedException(switch (answer) {
            case EngineAnswer.Down down -> "an engine ended: " + down.reason();
            case EngineAnswer.CommandFailed failed -> "an engine failed: " + failed.message();
            case EngineAnswer.Up _,EngineAnswer.Tokenized _,EngineAnswer.Scored _ ->
                "an engine said what nobody had asked: " + answer;
        });
    }

    @Override
    public void close() {
        supervisors.forEach(EngineSupervisor::close);
        try {
            host.close();
        } catch (IOException _) {
            // An empty directory is left among temporary files.
        }
    }

    /** The batches of one lane. */
    private final class Feed {

        private final Place place;
        private final List<List<PreparedPair>> batches;
        private int sent;
        private int pairs;
        private long nanos;
        private long computeNanos;
        private double scoreSum;

        Feed(Place place, List<List<PreparedPair>> batches) {
            this.place = place;
            this.batches = batches;
        }

        void sendNext(Map<Long, Feed> outstanding) {
            if (sent < batches.size()) {
                long id = commands++;
                outstanding.put(id, this);
                place.port().score(id, place.lane(), batches.get(sent++));
            }
        }

        void onScored(EngineAnswer.Scored scored, long sinceStartNanos) {
            pairs += scored.raw().length;
            for (float score : scored.raw()) {
                scoreSum += score;
            }
            computeNanos += scored.computeNanos();
            nanos = sinceStartNanos;
        }

        LaneResult result() {
            return new LaneResult(pairs, batches.size(), nanos, computeNanos, scoreSum);
        }
    }
}
