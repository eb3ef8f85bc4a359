// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.keys;

import io.ringrank.gateway.auth.ApiKeyRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key as administrators see it.
 *
 * @param createdBy the actor
 * @param lastUsed null if it was never used
 */
public record StoredKey(ApiKeyRecord key, String createdBy, @Nullable Instant lastUsed) {}
