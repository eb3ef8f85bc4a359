// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.rerank.RerankTarget;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the other names of deployments lead. Guarded by the fleet. */
final class Aliases {

    /** The deployment of each, as it was last. */
    private Map<String, String> now = Map.of();

    /**
     * A name that moves leads to where it led as long as only that answers.
     *
     * @param wanted the deployment of each name
     * @param targets by the names of deployments
     */
    Map<String, RerankTarget> lead(Map<String, String> wanted, Map<String, RerankTarget> targets) {
        Map<String, String> next = new HashMap<>();
        Map<String, RerankTarget> byAlias = new HashMap<>();
        wanted.forEach((alias, name) -> {
            String before = now.getOrDefault(alias, name);
            String leads = !answers(targets.get(name)) && answers(targets.get(before))
                    ? before
                    : name;
            RerankTarget target = targets.get(leads);
            if (target != null) {
                next.put(alias, leads);
                byAlias.put(alias, target);
            }
        });
        now = next;
        return byAlias;
    }

    private static boolean answers(@Nullable RerankTarget target) {
        return target != null && switch (target.state()) {
            case RerankTarget.State.Ready(),RerankTarget.State.Idle() -> true;
            case RerankTarget.State.Stopped(),RerankTarget.State.NotReady _ -> false;
        };
    }
}
