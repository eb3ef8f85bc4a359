// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

/**
 * From a tenth of capacity to one and a half times of it: what can't be answered in time is refused, and
 * nothing breaks.
 */
public final class RampSimulation extends RerankSimulation {

    private static final double FROM = 0.1;
    private static final double TO = 1.5;

    /** A refusal comes at once, and an answer in its time; the rest is for a busy client. */
    private static final int GRACE_MS = 1_000;

    public RampSimulation() {
        double capacity = capacity();
        setUp(servedOrRefused("search").injectOpen(
                rampUsersPerSec(FROM * capacity).to(TO * capacity).during(PART.multipliedBy(2))))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L),
                        details("search").responseTime().max().lt(TIMEOUT_MS + GRACE_MS));
    }
}
