// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import io.ringrank.gateway.error.RequestError;
import io.ringrank.scheduler.ticket.Caller;
import io.vertx.core.MultiMap;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Knows the API keys that are valid now: an immutable snapshot that is replaced as a whole. Any thread;
 * a request costs one look-up and one hash.
 */
public final class ApiKeyRegistry {

    private volatile Map<String, ApiKeyRecord> byId;

    public ApiKeyRegistry(Collection<ApiKeyRecord> keys) {
        this.byId = index(keys);
    }

    /** From now on exactly these keys are valid. */
    public void replace(Collection<ApiKeyRecord> keys) {
        byId = index(keys);
    }

    /** Decides by the headers alone, before anything else of a request is read. */
    public Access check(MultiMap headers, Scope needed) {
        String token = Credentials.find(headers);
        if (token == null) {
            return new Access.Denied(new RequestError.MissingKey());
        }
        ApiKey key = ApiKey.parse(token);
        ApiKeyRecord known = key == null ? null : byId.get(key.id());
        if (key == null || known == null || !known.matches(key)) {
            return new Access.Denied(new RequestError.UnknownKey());
        }
        if (!known.scopes().contains(needed)) {
            return new Access.Denied(new RequestError.MissingScope(needed.word()));
        }
        return new Access.Granted(new Caller(known.id()));
    }

    private static Map<String, ApiKeyRecord> index(Collection<ApiKeyRecord> keys) {
        return keys.stream()
                .collect(Collectors.toUnmodifiableMap(ApiKeyRecord::id, Function.identity()));
    }
}
