// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployment answers a request. */
sealed interface TargetChoice {

    /** Enough to see a typing error by, not a catalogue. */
    int NAMES_SHOWN_MAX = 5;

    record Chosen(RerankTarget target) implements TargetChoice {}

    record Refused(RequestError error) implements TargetChoice {}

    /**
     * Chooses among those that the caller may use; it hears of no others.
     *
     * @param model as the request names it; null means the only deployment there is
     */
    static TargetChoice of(Map<String, RerankTarget> targets, @Nullable String model,
            Principal principal) {
        if (model == null) {
            List<RerankTarget> usable =
                    targets.values().stream().filter(t -> principal.mayUse(t.name())).toList();
            return usable.size() == 1
                    ? new Chosen(usable.getFirst())
                    : new Refused(new RequestError.NoModelNamed(names(targets, principal)));
        }
        if (!principal.mayUse(model)) {
            return new Refused(new AccessError.DeploymentNotAllowed(model));
        }
        RerankTarget target = targets.get(model);
        return target == null
                ? new Refused(new RequestError.UnknownModel(model, names(targets, principal)))
                : new Chosen(target);
    }

    private static List<String> names(Map<String, RerankTarget> targets, Principal principal) {
        return targets.keySet()
                .stream()
                .filter(principal::mayUse)
                .sorted()
                .limit(NAMES_SHOWN_MAX)
                .toList();
    }
}
