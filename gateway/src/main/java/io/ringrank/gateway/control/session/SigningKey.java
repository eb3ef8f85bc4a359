// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.session;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * What session tokens are signed with.
 *
 * @param secret as long as the hash, which is the longest that makes a difference
 */
record SigningKey(String id, byte[] secret, Instant created) {

    private static final int SECRET_BYTES = 64;

    static SigningKey create(SecureRandom random, Instant now) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new SigningKey(UUID.randomUUID().toString(), secret, now);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SigningKey[" + id + ']';
    }
}
