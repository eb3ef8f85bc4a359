// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import io.ringrank.gateway.error.RequestError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployment answers a request. */
sealed interface TargetChoice {

    /** Enough to see a typing error by, not a catalogue. */
    int NAMES_SHOWN_MAX = 5;

    record Chosen(RerankTarget target) implements TargetChoice {}

    record Refused(RequestError error) implements TargetChoice {}

    /** @param model as the request names it; null means the only deployment that should run */
    static TargetChoice of(Map<String, RerankTarget> targets, @Nullable String model) {
        if (model == null) {
            List<RerankTarget> running =
                    targets.values().stream().filter(TargetChoice::isMeantToRun).toList();
            return running.size() == 1
                    ? new Chosen(running.getFirst())
                    : new Refused(new RequestError.NoModelNamed(names(targets)));
        }
        RerankTarget target = targets.get(model);
        if (target == null) {
            return new Refused(new RequestError.UnknownModel(model, names(targets)));
        }
        return isMeantToRun(target)
                ? new Chosen(target)
                : new Refused(new RequestError.ModelStopped(model));
    }

    private static boolean isMeantToRun(RerankTarget target) {
        return switch (target.state()) {
            case RerankTarget.State.Ready(),RerankTarget.State.NotReady(String _) -> true;
            case RerankTarget.State.Stopped() -> false;
        };
    }

    private static List<String> names(Map<String, RerankTarget> targets) {
        return targets.values()
                .stream()
                .filter(TargetChoice::isMeantToRun)
                .map(RerankTarget::name)
                .sorted()
                .limit(NAMES_SHOWN_MAX)
                .toList();
    }
}
