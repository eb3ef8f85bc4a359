// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import java.time.Duration;

/**
 * Half of capacity for long: {@code ringrank.soak-seconds}, by default three parts. Everything is
 * answered.
 */
public final class SoakSimulation extends RerankSimulation {

    private static final double LOAD = 0.5;
    private static final Duration LENGTH = Duration
            .ofSeconds(Long.getLong("ringrank.soak-seconds", 3 * PART.toSeconds()));

    public SoakSimulation() {
        setUp(served("search")
                .injectOpen(constantUsersPerSec(LOAD * capacity()).during(LENGTH).randomized()))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L),
                        global().responseTime().percentile4().lt(TIMEOUT_MS));
    }
}
