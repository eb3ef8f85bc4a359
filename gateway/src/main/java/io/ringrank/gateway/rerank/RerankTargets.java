// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All deployments there are now. Any thread. */
public interface RerankTargets {

    /** By name and by alias; an immutable snapshot, since each request reads it. */
    Map<String, RerankTarget> byName();

    /** Each once, by name. */
    default List<RerankTarget> inOrder() {
        return byName().values()
                .stream()
                .distinct()
                .sorted(Comparator.comparing(RerankTarget::name))
                .toList();
    }
}
