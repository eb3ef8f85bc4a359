// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes the keys of pairs: SHA-256 over a secret of this process, the profile, the options, the
 * query and the document, each with its length before it, so that no two different pairs read the same. The
 * secret keeps a caller from preparing texts whose keys collide. Any thread.
 */
public final class PairKeys {

    private static final int SECRET_BYTES_MIN = 16;

    private final byte[] secret;

    /** @param secret at least 16 random bytes, drawn once per process */
    public PairKeys(byte[] secret) {
        if (secret.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException("secret is shorter than " + SECRET_BYTES_MIN);
        }
        this.secret = secret.clone();
    }

    /** Digests what all documents of a request have in common, once. */
    public ForQuery forQuery(ScoringProfile profile, ScoringOptions options, byte[] query) {
        MessageDigest digest = sha256();
        digest.update(secret);
        updateWithLength(digest, profile.id());
        updateWithLength(digest, options.id());
        updateWithLength(digest, query);
        return new ForQuery(digest);
    }

    private static void updateWithLength(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The keys of one query's documents. One thread at a time. */
    public static final class ForQuery {

        private final MessageDigest common;

        private ForQuery(MessageDigest common) {
            this.common = common;
        }

        public PairKey key(byte[] document) {
            ByteBuffer hash = ByteBuffer.wrap(digest(document));
            return new PairKey(hash.getLong(), hash.getLong());
        }

        private byte[] digest(byte[] document) {
            try {
                MessageDigest digest = (MessageDigest) common.clone();
                updateWithLength(digest, document);
                return digest.digest();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError("the JDK's own SHA-256 can be cloned", e);
            }
        }
    }
}
