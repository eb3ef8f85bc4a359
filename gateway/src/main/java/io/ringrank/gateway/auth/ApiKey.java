// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An API key as its owner holds it: {@code rr_<id>_<secret>}. It is shown once and never stored; only
 * its {@link ApiKeyRecord} is.
 *
 * @param id public, of 10 letters and digits
 */
public record ApiKey(String id, String value) {

    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_CHARS = 10;

    /** 32 characters of 62 are 190 bits. */
    private static final int SECRET_CHARS = 32;

    private static final String PREFIX = "rr_";
    private static final int SECRET_AT = PREFIX.length() + ID_CHARS + 1;
    private static final int CHARS = SECRET_AT + SECRET_CHARS;

    /** 1 for letters and digits, by character. */
    private static final byte[] FITS = fitting();

    /** A new key and what to store of it. */
    public record Created(ApiKey key, ApiKeyRecord record) {}

    /** @param name for people, to tell keys apart */
    public static Created create(SecureRandom random, String name, Instant now, KeyGrant grant) {
        return createAs(draw(random, ID_CHARS), random, name, now, grant);
    }

    /** @param id of 10 letters and digits that no other key has */
    public static Created createAs(String id, SecureRandom random, String name, Instant now,
            KeyGrant grant) {
        ApiKey key = new ApiKey(id, "rr_" + id + '_' + draw(random, SECRET_CHARS));
        return new Created(key, new ApiKeyRecord(id, name,
                HexFormat.of().formatHex(key.sha256()), now, grant));
    }

    /** Reads what a client sent; null if it can't be a key of ours. */
    static @Nullable ApiKey parse(String value) {
        if (value.length() != CHARS || !value.startsWith(PREFIX)
                || value.charAt(SECRET_AT - 1) != '_') {
            return null;
        }
        return fit(value, PREFIX.length(), SECRET_AT - 1) && fit(value, SECRET_AT, CHARS)
                ? new ApiKey(value.substring(PREFIX.length(), SECRET_AT - 1), value)
                : null;
    }

    /**
     * Looks at all characters without a branch for any: they are random, so half of such branches would
     * be guessed wrong, and that took as long as all the rest of knowing a key.
     */
    private static boolean fit(String value, int from, int to) {
        int fit = 1;
        for (int i = from; i < to; i++) {
            int character = value.charAt(i);
            fit &= character < FITS.length ? FITS[character] : 0;
        }
        return fit == 1;
    }

    /**
     * The hash that is stored. A slow password hash would add nothing: it makes guessing dear where there
     * is little to guess, and nobody guesses 190 random bits.
     */
    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(value.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Enough of it to recognise: {@code rr_<id>_...}. */
    public static String masked(String id) {
        return "rr_" + id + "_...";
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ApiKey[" + masked(id) + ']';
    }

    private static byte[] fitting() {
        byte[] fits = new byte['z' + 1];
        ALPHABET.chars().forEach(c -> fits[c] = 1);
        return fits;
    }

    private static String draw(SecureRandom random, int chars) {
        StringBuilder text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
