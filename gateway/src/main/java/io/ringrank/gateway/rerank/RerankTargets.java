// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.rerank;

import java.util.Map;

/** All deployments there are now. Any thread. */
public interface RerankTargets {

    /** By name; an immutable snapshot, since each request reads it. */
    Map<String, RerankTarget> byName();
}
