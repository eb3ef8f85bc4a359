// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.core;

import io.ringrank.scheduler.ticket.Caller;
import java.util.Map;

/**
 * What waits of one class, in tokens as far as they are known and as expected where not. Any thread.
 *
 * @param tokensOfCallers of the callers that have something waiting
 */
public record ClassLoad(Map<Caller, Long> tokensOfCallers) {

    static final ClassLoad NONE = new ClassLoad(Map.of());

    public ClassLoad {
        tokensOfCallers = Map.copyOf(tokensOfCallers);
    }

    /** Of all callers. */
    public long tokens() {
        return tokensOfCallers.values().stream().mapToLong(Long::longValue).sum();
    }

    long tokensOf(Caller caller) {
        return tokensOfCallers.getOrDefault(caller, 0L);
    }

    /** Callers that share the engines, with that one among them. */
    int callersWith(Caller caller) {
        return tokensOfCallers.size() + (tokensOfCallers.containsKey(caller) ? 0 : 1);
    }
}
