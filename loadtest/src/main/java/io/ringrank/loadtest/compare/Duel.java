// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.cli.CommandFailedException;
import io.ringrank.loadtest.engine.EngineLoop;
import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Flood;
import io.ringrank.loadtest.load.HttpLoad;
import io.ringrank.loadtest.load.Question;
import io.ringrank.loadtest.load.Questions;
import io.ringrank.loadtest.load.Round;
import io.ringrank.loadtest.stats.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/** Ringrank and one peer, in rounds that take turns. One thread. */
final class Duel {

    /** Of the figures that have a bar. */
    static final int CONCURRENCY = 16;

    private static final double LOAD = 0.7;
    private static final double PERCENTILE = 99;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int ZIPF_DOCUMENTS = 25;
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int WAITING = 4;
    private static final double TIMES = 3;

    private static final int WARM_UPS = 3;

    private final CompareOptions options;
    private final Progress progress;
    private final Side ours;
    private final Opponent opponent;
    private final Engines engines;
    private final Map<Workload, Point> measured = new EnumMap<>(Workload.class);
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private final List<Goodput> goodputs = new ArrayList<>();

    /** Starts our own engines without a server, when a figure wants them. */
    interface Engines {
        EngineLoop start() throws IOException, CommandFailedException, InterruptedException;
    }

    Duel(CompareOptions options, Progress progress, Side ours, Opponent opponent,
            Engines engines) {
        this.options = options;
        this.progress = progress;
        this.ours = ours;
        this.opponent = opponent;
        this.engines = engines;
    }

    DuelResult run() throws IOException, CommandFailedException, InterruptedException {
        String peer = opponent.at(Workload.UNIFORM).target().name();
        double difference = Agreement.differenceMax(ours.target(),
                opponent.at(Workload.UNIFORM).target());
        for (Figure figure : options.figures()) {
            Outcome outcome = switch (figure) {
                case HTTP_OVER_ENGINE -> overEngine();
                case COLD_UNIFORM -> cold(figure, Workload.UNIFORM, options.concurrencies());
                case COLD_MIXED -> cold(figure, Workload.MIXED, options.concurrencies());
                case COLD_NOISY -> noisy();
                case P99_70 -> latency();
                case ZIPF -> zipf();
                case GOODPUT_3X -> goodput();
            };
            outcomes.add(outcome);
            progress.say(String.format(Locale.ROOT, "%s over %s: %s %.3f", ours.target().name(),
                    peer, figure.label(), outcome.ratio().median()));
        }
        return new DuelResult(peer, opponent.tried(), difference, outcomes, points, goodputs);
    }

    private Outcome overEngine() throws IOException, CommandFailedException, InterruptedException {
        double[] http = new double[options.rounds()];
        double[] direct = new double[options.rounds()];
        LongFunction<Question> questions = questions(Workload.UNIFORM);
        try (EngineLoop loop = engines.start();
                HttpLoad load = ours.load(CONCURRENCY, options.documents())) {
            warmUp(ours, load, questions);
            loop.pairsPerSecond(options.seconds());
            for (int i = 0; i < http.length; i++) {
                http[i] = ours.run(load, questions, options.seconds()).rate()
                        * options.documents();
                direct[i] = loop.pairsPerSecond(options.seconds());
                say(Figure.HTTP_OVER_ENGINE, i, http[i], direct[i]);
            }
        }
        return Outcome.of(Figure.HTTP_OVER_ENGINE, http, direct);
    }

    private Outcome cold(Figure figure, Workload lengths, List<Integer> concurrencies)
            throws IOException, CommandFailedException, InterruptedException {
        for (int concurrency : concurrencies) {
            Point point = closed(figure, lengths, concurrency, options.rounds(), false);
            points.add(point);
            if (concurrency == CONCURRENCY || !concurrencies.contains(CONCURRENCY)) {
                measured.put(lengths, point);
            }
        }
        return point(lengths).outcome(figure);
    }

    private Outcome noisy() throws IOException, CommandFailedException, InterruptedException {
        try (BusyLoop _ = new BusyLoop()) {
            Point point = closed(Figure.COLD_NOISY, Workload.UNIFORM, CONCURRENCY,
                    options.rounds(), true);
            points.add(point);
            return point.outcome(Figure.COLD_NOISY);
        }
    }

    /** Both sides with the same number of requests waiting all the time. */
    private Point closed(Figure figure, Workload lengths, int concurrency, int rounds,
            boolean noisy) throws IOException, CommandFailedException, InterruptedException {
        Side theirs = opponent.at(lengths);
        LongFunction<Question> questions = questions(lengths);
        List<Round> ourRounds = new ArrayList<>();
        List<Round> theirRounds = new ArrayList<>();
        try (HttpLoad ourLoad = ours.load(concurrency, options.documents());
                HttpLoad theirLoad = theirs.load(concurrency, options.documents())) {
            warmUp(ours, ourLoad, questions);
            warmUp(theirs, theirLoad, questions);
            for (int i = 0; i < rounds; i++) {
                ourRounds.add(ours.run(ourLoad, questions, options.seconds()));
                theirRounds.add(theirs.run(theirLoad, questions, options.seconds()));
                say(figure, i, ourRounds.getLast().rate() * options.documents(),
                        theirRounds.getLast().rate() * options.documents());
            }
        }
        return new Point(lengths, concurrency, options.documents(), noisy, ourRounds,
                theirRounds);
    }

    /** What was measured before, or a short look. */
    private Point point(Workload lengths)
            throws IOException, CommandFailedException, InterruptedException {
        Point point = measured.get(lengths);
        if (point == null) {
            progress.say("measuring capacities");
            point = closed(Figure.COLD_UNIFORM, lengths, CONCURRENCY, 2, false);
            measured.put(lengths, point);
        }
        return point;
    }

    /** The same arrivals at both sides. A server that learns has learnt by now. */
    private Outcome latency() throws IOException, CommandFailedException, InterruptedException {
        Point point = point(Workload.UNIFORM);
        double capacity = Math.min(Spread.of(point.ourPairsPerSecond()).median(),
                Spread.of(point.theirPairsPerSecond()).median());
        Side theirs = opponent.at(Workload.UNIFORM);
        LongFunction<Question> questions = questions(Workload.UNIFORM);
        List<Histogram> ourMicros = new ArrayList<>();
        List<Histogram> theirMicros = new ArrayList<>();
        try (HttpLoad ourLoad = ours.load(CONNECTIONS_MAX, options.documents());
                HttpLoad theirLoad = theirs.load(CONNECTIONS_MAX, options.documents())) {
            for (int i = 0; i < options.rounds(); i++) {
                Flood.Terms terms = new Flood.Terms(LOAD * capacity / options.documents(),
                        options.openSeconds(), options.timeoutMs(), options.seed() + i);
                ourMicros.add(answered(ours, ours.flood(ourLoad, questions, terms)));
                theirMicros.add(answered(theirs, theirs.flood(theirLoad, questions, terms)));
                say(Figure.P99_70, i, p99(ourMicros.getLast()), p99(theirMicros.getLast()));
            }
        }
        return latency(ourMicros, theirMicros);
    }

    /** A round has too few requests for a p99, so the ratio is that of all together. */
    private static Outcome latency(List<Histogram> ours, List<Histogram> theirs) {
        double ratio = p99(sum(ours)) / p99(sum(theirs));
        Spread ofRounds = Spread.ofRatios(p99s(ours), p99s(theirs));
        return new Outcome(Figure.P99_70,
                new Spread(ofRounds.least(), ofRounds.quartile1(), ratio, ofRounds.quartile3(),
                        ofRounds.most()),
                Spread.of(p99(sum(ours))), Spread.of(p99(sum(theirs))));
    }

    private static Histogram answered(Side side, Flood flood) throws CommandFailedException {
        if (flood.refused() > 0 || flood.micros().getTotalCount() == 0) {
            throw new CommandFailedException(side.target().name() + " refused " + flood.refused()
                    + " requests at " + LOAD + " of its capacity, and answered "
                    + flood.micros().getTotalCount());
        }
        return flood.micros();
    }

    private static Histogram sum(List<Histogram> parts) {
        Histogram sum = new Histogram(parts.getFirst());
        sum.reset();
        parts.forEach(sum::add);
        return sum;
    }

    private static double[] p99s(List<Histogram> parts) {
        return parts.stream().mapToDouble(Duel::p99).toArray();
    }

    private static double p99(Histogram micros) {
        return micros.getValueAtPercentile(PERCENTILE) / MICROS_PER_MILLI;
    }

    /**
     * Our side gets all draws, a part each round, and its rate is that of all parts together, with the
     * first in it, which finds nothing in the cache. A peer without a cache is as fast in every part, so
     * it gets as much as it can answer in the time of a round.
     */
    private Outcome zipf() throws IOException, CommandFailedException, InterruptedException {
        LongFunction<Question> questions =
                Questions.zipf(options.seed(), options.zipfPairs(), ZIPF_DOCUMENTS);
        int rounds = options.rounds();
        long requests = Math.max(1, options.zipfDraws() / ZIPF_DOCUMENTS / rounds);
        Side theirs = opponent.at(Workload.UNIFORM);
        double[] peer = new double[rounds];
        double seconds = 0;
        try (HttpLoad ourLoad = ours.load(CONCURRENCY, ZIPF_DOCUMENTS);
                HttpLoad theirLoad = theirs.load(CONCURRENCY, ZIPF_DOCUMENTS)) {
            for (int i = 0; i < rounds; i++) {
                Round part = ours.runAll(ourLoad, questions, requests);
                seconds += part.nanos() / NANOS_PER_SECOND;
                peer[i] = theirs.run(theirLoad, questions, options.seconds()).rate()
                        * ZIPF_DOCUMENTS;
                say(Figure.ZIPF, i, part.rate() * ZIPF_DOCUMENTS, peer[i]);
            }
        }
        double[] all = new double[rounds];
        Arrays.fill(all, rounds * requests * ZIPF_DOCUMENTS / seconds);
        return Outcome.of(Figure.ZIPF, all, peer);
    }

    /** A peer without a door needs twice the time of a flood to get over it, so it gets one of each. */
    private Outcome goodput() throws IOException, CommandFailedException, InterruptedException {
        Side theirs = opponent.at(Workload.UNIFORM);
        double[] ratios = new double[options.rounds()];
        double ofPeer = flooded(theirs, TIMES, 0);
        for (double times = 1; times < TIMES; times++) {
            goodputs.add(new Goodput(times, flooded(ours, times, 0), flooded(theirs, times, 0)));
        }
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = flooded(ours, TIMES, i);
            say(Figure.GOODPUT_3X, i, ratios[i], ofPeer);
        }
        Spread ratio = Spread.of(ratios);
        goodputs.add(new Goodput(TIMES, ratio.median(), ofPeer));
        return new Outcome(Figure.GOODPUT_3X, ratio, ratio, Spread.of(ofPeer));
    }

    /** What is answered in time of so many times the capacity, over the capacity of that minute. */
    private double flooded(Side side, double times, int round) throws CommandFailedException {
        LongFunction<Question> questions = questions(Workload.UNIFORM);
        try (HttpLoad patient = side.load(WAITING, options.documents());
                HttpLoad hasty = new HttpLoad(
                        side.target().hasty(options.documents(), options.timeoutMs()),
                        CONNECTIONS_MAX)) {
            double capacity = side.run(patient, questions, options.seconds()).rate();
            Flood flood = side.flood(hasty, questions, new Flood.Terms(times * capacity,
                    options.openSeconds(), options.timeoutMs(), options.seed() + round));
            return flood.inTimePerSecond() / capacity;
        }
    }

    private void warmUp(Side side, HttpLoad load, LongFunction<Question> questions)
            throws CommandFailedException {
        for (int i = 0; i < WARM_UPS; i++) {
            side.run(load, questions, options.seconds() / WARM_UPS);
        }
    }

    private LongFunction<Question> questions(Workload lengths) {
        return Questions.cold(lengths, options.seed(), options.documents());
    }

    private void say(Figure figure, int round, double ofUs, double ofThem) {
        progress.say(String.format(Locale.ROOT, "%s round %d of %d: %.3g and %.3g %s",
                figure.label(), round + 1, options.rounds(), ofUs, ofThem, figure.unit()));
    }
}
