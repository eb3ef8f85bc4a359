// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import io.ringrank.gateway.auth.ApiKeyRecord;
import io.ringrank.gateway.auth.KeyGrant;
import io.ringrank.gateway.auth.Scope;
import io.ringrank.gateway.limit.KeyLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an API key may do, in words for the audit log, without what could be used as a key. */
final class KeyText {

    private static final String NOT_SET = "none";

    private KeyText() {}

    /** What is set. */
    static String of(ApiKeyRecord key) {
        return parts(key).entrySet()
                .stream()
                .filter(part -> !part.getValue().equals(NOT_SET))
                .map(part -> part.getKey() + ' ' + part.getValue())
                .collect(Collectors.joining(", "));
    }

    /** What is not as it was. */
    static String ofChange(ApiKeyRecord old, ApiKeyRecord changed) {
        Map<String, String> before = parts(old);
        return parts(changed).entrySet()
                .stream()
                .filter(part -> !part.getValue().equals(before.get(part.getKey())))
                .map(part -> part.getKey() + ' ' + before.get(part.getKey()) + " -> "
                        + part.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> parts(ApiKeyRecord key) {
        KeyGrant grant = key.grant();
        KeyLimits limits = grant.limits();
        Set<String> deployments = grant.deployments();
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("name", key.name());
        parts.put("scopes",
                new TreeSet<>(grant.scopes().stream().map(Scope::word).toList()).toString());
        parts.put("expires", text(grant.expires()));
        parts.put("deployments", text(deployments == null ? null : new TreeSet<>(deployments)));
        parts.put("requests_per_minute", text(limits.requestsPerMinute()));
        parts.put("tokens_per_minute", text(limits.tokensPerMinute()));
        parts.put("concurrent_requests", text(limits.concurrentRequests()));
        parts.put("documents_per_request", text(limits.documentsPerRequest()));
        parts.put("class", limits.jobClass().word());
        return parts;
    }

    private static String text(@Nullable Object value) {
        return value == null ? NOT_SET : value.toString();
    }
}
