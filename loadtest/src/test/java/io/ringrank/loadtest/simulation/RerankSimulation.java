// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Question;
import io.ringrank.loadtest.load.Questions;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * What all simulations have in common.
 *
 * <p>System properties: {@code ringrank.seconds} of each part (default 20), {@code ringrank.documents} of a
 * request (8), {@code ringrank.timeout-ms} of a request (5,000), {@code ringrank.capacity} in requests a
 * second (measured first), {@code ringrank.seed} (1), and those of {@link SimulatedServer}.
 */
abstract class RerankSimulation extends Simulation {

    static final int DOCUMENTS = Integer.getInteger("ringrank.documents", 8);
    static final int TIMEOUT_MS = Integer.getInteger("ringrank.timeout-ms", 5_000);
    static final long SEED = Long.getLong("ringrank.seed", 1);
    static final Duration PART = Duration.ofSeconds(Integer.getInteger("ringrank.seconds", 20));

    private static final LongFunction<Question> COLD =
            Questions.cold(Workload.UNIFORM, SEED, DOCUMENTS);

    /** Numbers of requests that measured the capacity are below; a warm cache would flatter. */
    private static final long FIRST = 1L << 40;

    final SimulatedServer server = SimulatedServer.start();

    @Override
    public final void after() {
        server.stop();
    }

    /** Requests a second, of which the loads are shares or multiples. */
    final double capacity() {
        String given = System.getProperty("ringrank.capacity", "");
        double capacity =
                given.isEmpty() ? server.capacity(COLD) : Double.parseDouble(given);
        System.out.printf("capacity: %.1f requests a second%n", capacity);
        return capacity;
    }

    final HttpProtocolBuilder protocol() {
        return http.baseUrl(server.address().toString())
                .authorizationHeader("Bearer " + server.apiKey())
                .header("x-request-timeout-ms", String.valueOf(TIMEOUT_MS))
                .contentTypeHeader("application/json")
                .shareConnections();
    }

    /** Every request must get a score for every document. */
    static ScenarioBuilder served(String name, LongFunction<Question> questions, int documents) {
        return scenario(name).feed(bodies(questions))
                .exec(post(name).check(status().is(200),
                        jsonPath("$.results[*].relevance_score").count().is(documents)));
    }

    /** A request may also be refused, or end without scores when its time is over; nothing else. */
    static ScenarioBuilder servedOrRefused(String name, LongFunction<Question> questions) {
        return scenario(name).feed(bodies(questions))
                .exec(post(name).check(status().in(200, 429, 504)));
    }

    static ScenarioBuilder served(String name) {
        return served(name, COLD, DOCUMENTS);
    }

    static ScenarioBuilder servedOrRefused(String name) {
        return servedOrRefused(name, COLD);
    }

    static HttpRequestActionBuilder post(String name) {
        return http(name).post("/v1/rerank").body(StringBody("#{body}"));
    }

    /** Each scenario has numbers of its own, so that no pair is in two of them. */
    static Iterator<Map<String, Object>> bodies(LongFunction<Question> questions) {
        return LongStream.iterate(nextScenario(), number -> number + 1)
                .mapToObj(number -> Map.<String, Object>of("body", questions.apply(number).body()))
                .iterator();
    }

    private static long scenarios;

    private static synchronized long nextScenario() {
        return FIRST * ++scenarios;
    }
}
