// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Questions;
import java.time.Duration;

/**
 * Small callers beside a caller that floods the server with twice its capacity: they are answered, and
 * sooner than the flood's answers, which wait for each other.
 */
public final class NeighboursSimulation extends RerankSimulation {

    private static final double FLOOD = 2;
    private static final double SMALL_REQUESTS_PER_SECOND = 1;
    private static final Duration FLOOD_FIRST = Duration.ofSeconds(2);

    public NeighboursSimulation() {
        double capacity = capacity();
        String small = server.anotherKey("small");
        setUp(servedOrRefused("flood").injectOpen(constantUsersPerSec(FLOOD * capacity)
                .during(PART.plus(FLOOD_FIRST))
                .randomized()),
                scenario("small").feed(bodies(Questions.cold(Workload.UNIFORM, SEED + 1, 1)))
                        .exec(post("small").header("Authorization", "Bearer " + small)
                                .check(status().is(200)))
                        .injectOpen(nothingFor(FLOOD_FIRST),
                                constantUsersPerSec(SMALL_REQUESTS_PER_SECOND).during(PART)))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L),
                        details("small").responseTime().percentile3().lt(TIMEOUT_MS / 2));
    }
}
