// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.Questions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a comparison. A peer that can be started is started with its best settings for the
 * lengths that are measured. One thread.
 */
final class Opponent implements AutoCloseable {

    private final Peer peer;
    private final Load load;
    private final Progress progress;
    private final Map<Workload, Settings> best = new EnumMap<>(Workload.class);
    private final List<String> tried = new ArrayList<>();
    private @Nullable PeerProcess process;
    private @Nullable Settings settings;
    private @Nullable Side side;

    /**
     * What settings are tried with.
     *
     * @param seconds of each try
     * @param tries at most {@value Settings#CANDIDATES}
     */
    record Load(int concurrency, int documents, double seconds, long seed, int tries) {}

    Opponent(Peer peer, Load load, Progress progress) {
        this.peer = peer;
        this.load = load;
        this.progress = progress;
    }

    /** Each setting that was tried, and how fast it was. */
    List<String> tried() {
        return List.copyOf(tried);
    }

    /** The peer at its best for pairs of such lengths; ends the one for others. */
    Side at(Workload lengths) throws IOException, CommandFailedException, InterruptedException {
        Settings wanted = switch (peer) {
            case Peer.Running _ -> null;
            case Peer.Startable startable -> {
                if (best.isEmpty()) {
                    tryAll(startable);
                }
                yield best.get(lengths);
            }
        };
        Side now = side;
        if (now == null || !Objects.equals(wanted, settings)) {
            now = start(wanted);
        }
        return now;
    }

    private Side start(@Nullable Settings wanted)
            throws IOException, CommandFailedException, InterruptedException {
        close();
        settings = wanted;
        Side started = new Side(switch (peer) {
            case Peer.Running(Target target) -> target;
            case Peer.Startable startable -> {
                PeerProcess next = PeerProcess.start(startable, Objects.requireNonNull(wanted));
                process = next;
                yield next.target();
            }
        });
        side = started;
        return started;
    }

    private void tryAll(Peer.Startable startable)
            throws IOException, CommandFailedException, InterruptedException {
        Map<Workload, Double> most = new EnumMap<>(Workload.class);
        for (Settings candidate : Settings
                .candidates(Runtime.getRuntime().availableProcessors())
                .subList(0, load.tries)) {
            StringBuilder line = new StringBuilder(candidate.toString()).append(':');
            try (PeerProcess one = PeerProcess.start(startable, candidate)) {
                for (Workload lengths : Workload.values()) {
                    double rate = rate(new Side(one.target()), lengths);
                    line.append(String.format(Locale.ROOT, " %.1f %s", rate, lengths.label()));
                    if (rate > most.getOrDefault(lengths, 0.0)) {
                        most.put(lengths, rate);
                        best.put(lengths, candidate);
                    }
                }
            }
            tried.add(line + " pairs/s");
            progress.say(peer.name() + " with " + line + " pairs/s");
        }
        best.forEach((lengths, chosen) -> tried.add("best " + lengths.label() + ": " + chosen));
    }

    private double rate(Side one, Workload lengths) throws CommandFailedException {
        try (HttpLoad http = one.load(load.concurrency, load.documents)) {
            var questions = Questions.cold(lengths, load.seed, load.documents);
            one.run(http, questions, load.seconds / 2);
            return one.run(http, questions, load.seconds).rate() * load.documents;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
            process = null;
        }
        side = null;
    }
}
