// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Question;
import io.ringrank.loadtest.load.Questions;
import java.util.function.LongFunction;

/** Documents of very different lengths, at half of what can be done: everything is answered. */
public final class MixedSimulation extends RerankSimulation {

    private static final double LOAD = 0.5;

    public MixedSimulation() {
        LongFunction<Question> mixed = Questions.cold(Workload.MIXED, SEED + 1, DOCUMENTS);
        double capacity = server.capacity(mixed);
        setUp(served("search", mixed, DOCUMENTS)
                .injectOpen(constantUsersPerSec(LOAD * capacity).during(PART).randomized()))
                .protocols(protocol())
                .assertions(global().failedRequests().count().is(0L),
                        global().responseTime().percentile4().lt(TIMEOUT_MS));
    }
}
