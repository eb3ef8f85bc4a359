// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.ringrank.loadtest.load.PairFeeder;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A little open load on a running server: every request must get a score for every document.
 *
 * <p>System property {@code ringrank.server} (default http://127.0.0.1:8080), environment variable
 * {@code RINGRANK_API_KEY}.
 */
public final class SmokeSimulation extends Simulation {

    private static final int DOCUMENTS = 8;
    private static final int WORDS = 32;
    private static final int USERS_PER_SECOND = 5;
    private static final int SECONDS = 10;

    private final HttpProtocolBuilder server =
            http.baseUrl(System.getProperty("ringrank.server", "http://127.0.0.1:8080"))
                    .authorizationHeader(
                            "Bearer " + System.getenv().getOrDefault("RINGRANK_API_KEY", ""))
                    .contentTypeHeader("application/json");

    private final ScenarioBuilder search = scenario("search").feed(bodies())
            .exec(http("rerank").post("/v1/rerank")
                    .body(StringBody("#{body}"))
                    .check(status().is(200), jsonPath("$.results[*].relevance_score").count()
                            .is(DOCUMENTS)));

    public SmokeSimulation() {
        setUp(search.injectOpen(constantUsersPerSec(USERS_PER_SECOND).during(SECONDS)))
                .protocols(server)
                .assertions(global().failedRequests().count().is(0L));
    }

    private static Iterator<Map<String, Object>> bodies() {
        PairFeeder feeder = new PairFeeder(1, DOCUMENTS, WORDS);
        return LongStream.iterate(0, number -> number + 1)
                .mapToObj(number -> Map.<String, Object>of("body", feeder.body(number)))
                .iterator();
    }
}
