// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import java.time.Duration;

/** A little load for a few seconds: everything is answered. */
public final class SmokeSimulation extends RerankSimulation {

    private static final double REQUESTS_PER_SECOND = 5;
    private static final Duration LENGTH = Duration.ofSeconds(10);

    public SmokeSimulation() {
        setUp(served("search")
                .injectOpen(constantUsersPerSec(REQUESTS_PER_SECOND).during(LENGTH)))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L));
    }
}
