// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes the keys of pairs: SHA-256 over 32 bytes that stand for a secret of this process, the
 * profile, the options and the query, and over the document behind them. Those bytes are a SHA-256 of
 * these four, each with its length before it, so that no two different pairs read the same. The secret
 * keeps a caller from preparing texts whose keys collide. Any thread.
 */
public final class PairKeys {

    private static final int SECRET_BYTES_MIN = 16;
    private static final int HASH_BYTES = 32;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
        return new ForQuery(digest, digest.digest());
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

        /** Used again for each document: a copy of one would be 200 bytes for each pair. */
        private final MessageDigest digest;
        private final byte[] common;
        private final byte[] hash = new byte[HASH_BYTES];

        private ForQuery(MessageDigest digest, byte[] common) {
            this.digest = digest;
            this.common = common;
        }

        public PairKey key(byte[] document) {
            digest.update(common);
            digest.update(document);
            try {
                digest.digest(hash, 0, HASH_BYTES);
            } catch (DigestException e) {
                throw new AssertionError("a SHA-256 has " + HASH_BYTES + " bytes", e);
            }
            return new PairKey((long) LONGS.get(hash, 0), (long) LONGS.get(hash, Long.BYTES));
        }
    }
}
