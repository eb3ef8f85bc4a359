// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.ringrank.loadtest.load.Questions;

/**
 * Documents drawn by Zipf's law: most are known after a while, so twice the cold capacity is answered in
 * time.
 */
public final class ZipfSimulation extends RerankSimulation {

    private static final double LOAD = 2;
    private static final int PAIRS = 10_000;

    public ZipfSimulation() {
        double capacity = capacity();
        // As many as will be known before the load is above capacity.
        double first = capacity / 2;
        setUp(served("search", Questions.zipf(SEED, PAIRS, DOCUMENTS), DOCUMENTS).injectOpen(
                constantUsersPerSec(first).during(PART),
                constantUsersPerSec(LOAD * capacity).during(PART).randomized()))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L));
    }
}
