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

    /** @param model as the request names it; null means the only deployment there is */
    static TargetChoice of(Map<String, RerankTarget> targets, @Nullable String model) {
        if (model == null) {
            return targets.size() == 1
                    ? new Chosen(targets.values().iterator().next())
                    : new Refused(new RequestError.NoModelNamed(names(targets)));
        }
        RerankTarget target = targets.get(model);
        return target == null
                ? new Refused(new RequestError.UnknownModel(model, names(targets)))
                : new Chosen(target);
    }

    private static List<String> names(Map<String, RerankTarget> targets) {
        return targets.keySet().stream().sorted().limit(NAMES_SHOWN_MAX).toList();
    }
}
