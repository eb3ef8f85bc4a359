// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.control.audit.Changes;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.limit.KeyLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an API key may do, in words for the audit log, without what could be used as a key. */
final class KeyText {

    private KeyText() {}

    /** What is set. */
    static String of(ApiKeyRecord key) {
        return Changes.set(parts(key));
    }

    /** What is not as it was. */
    static String ofChange(ApiKeyRecord old, ApiKeyRecord changed) {
        return Changes.between(parts(old), parts(changed));
    }

    private static Map<String, @Nullable Object> parts(ApiKeyRecord key) {
        KeyGrant grant = key.grant();
        KeyLimits limits = grant.limits();
        Set<String> deployments = grant.deployments();
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("name", key.name());
        parts.put("scopes",
                new TreeSet<>(grant.scopes().stream().map(Scope::word).toList()).toString());
        parts.put("expires", grant.expires());
        parts.put("deployments", deployments == null ? null : new TreeSet<>(deployments));
        parts.put("requests_per_minute", limits.requestsPerMinute());
        parts.put("tokens_per_minute", limits.tokensPerMinute());
        parts.put("concurrent_requests", limits.concurrentRequests());
        parts.put("documents_per_request", limits.documentsPerRequest());
        parts.put("class", limits.jobClass().word());
        parts.put("score_mode", ScoreMode.wordOf(grant.scoreMode()));
        return parts;
    }
}
