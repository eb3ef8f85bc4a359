// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * What the server keeps of an API key: enough to recognise it, too little to use it.
 *
 * @param id the public part
 * @param name for people
 * @param sha256 of the whole key, in hex
 */
public record ApiKeyRecord(String id, String name, String sha256, Instant created,
        KeyGrant grant) {

    /** Compares in constant time, so that the time of an answer tells nothing of the hash. */
    boolean matches(ApiKey key) {
        return MessageDigest.isEqual(sha256.getBytes(StandardCharsets.US_ASCII),
                key.sha256().getBytes(StandardCharsets.US_ASCII));
    }
}
