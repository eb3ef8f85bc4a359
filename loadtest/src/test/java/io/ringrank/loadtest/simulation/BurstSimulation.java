// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;

import java.time.Duration;

/** Three times the capacity between two calm parts: once it is over, everything is answered again. */
public final class BurstSimulation extends RerankSimulation {

    private static final double CALM = 0.3;
    private static final double BURST = 3;

    public BurstSimulation() {
        double capacity = capacity();
        Duration recovered = PART.multipliedBy(2).plusMillis(TIMEOUT_MS);
        setUp(served("before")
                .injectOpen(constantUsersPerSec(CALM * capacity).during(PART).randomized()),
                servedOrRefused("burst").injectOpen(nothingFor(PART),
                        constantUsersPerSec(BURST * capacity).during(PART).randomized()),
                served("after").injectOpen(nothingFor(recovered),
                        constantUsersPerSec(CALM * capacity).during(PART).randomized()))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L),
                        details("after").failedRequests().count().is(0L));
    }
}
