// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

/** Random arrivals at 70 % of capacity: everything is answered in its time. */
public final class SteadySimulation extends RerankSimulation {

    private static final double LOAD = 0.7;

    public SteadySimulation() {
        setUp(served("search")
                .injectOpen(constantUsersPerSec(LOAD * capacity()).during(PART).randomized()))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L),
                        global().responseTime().percentile4().lt(TIMEOUT_MS));
    }
}
