// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.auth.Principal;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
            List<RerankTarget> usable = targets.values()
                    .stream()
                    .distinct()
                    .filter(target -> principal.mayUse(target.name()) && !isStopped(target))
                    .toList();
            return usable.size() == 1
                    ? new Chosen(usable.getFirst())
                    : new Refused(new RequestError.NoModelNamed(names(targets, principal)));
        }
        RerankTarget target = targets.get(model);
        if (!mayUse(principal, model, target)) {
            return new Refused(new AccessError.DeploymentNotAllowed(model));
        }
        return target == null
                ? new Refused(new RequestError.UnknownModel(model, names(targets, principal)))
                : new Chosen(target);
    }

    /** Names, aliases among them, of those that run or should, and that the caller may use. */
    static Stream<String> usable(Map<String, RerankTarget> targets, Principal principal) {
        return targets.entrySet()
                .stream()
                .filter(entry -> mayUse(principal, entry.getKey(), entry.getValue())
                        && !isStopped(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted();
    }

    /** Who may use a deployment may call it by any of its names. */
    private static boolean mayUse(Principal principal, String name, @Nullable RerankTarget target) {
        return principal.mayUse(name) || (target != null && principal.mayUse(target.name()));
    }

    private static boolean isStopped(RerankTarget target) {
        return target.state() instanceof RerankTarget.State.Stopped;
    }

    private static List<String> names(Map<String, RerankTarget> targets, Principal principal) {
        return usable(targets, principal).limit(NAMES_SHOWN_MAX).toList();
    }
}
