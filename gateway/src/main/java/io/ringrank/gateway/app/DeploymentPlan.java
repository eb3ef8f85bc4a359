// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.natives.EnginePlan;
import java.util.Optional;

/**
 * What a deployment is run with.
 *
 * @param obstacle why it can't be, in a sentence; no engine is started then
 */
record DeploymentPlan(EnginePlan engines, Optional<String> obstacle) {

    /** Whether it can be carried out, and would compute more at a time. */
    boolean hasMoreLanesThan(EnginePlan other) {
        return obstacle.isEmpty() && lanes(engines) > lanes(other);
    }

    private static int lanes(EnginePlan plan) {
        return plan.engines() * plan.compute().lanes();
    }
}
