// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Turns passwords into hashes by Argon2id (RFC 9106), written as the PHC string format has it:
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. A hash takes some 30 ms of one core and 19 MiB,
 * and only a few are computed at a time, so it waits: virtual threads, never an event loop.
 */
public final class Passwords {

    /** Least and most characters of a password. */
    public static final int CHARS_MIN = 10;
    public static final int CHARS_MAX = 256;

    /** The least that OWASP's cheat sheet on password storage recommends for Argon2id. */
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What stands in the database could be damaged, and must not take all memory. */
    private static final int STORED_MEMORY_KIB_MAX = 1 << 20;

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                    + "\\$([A-Za-z0-9+/]{1,86})\\$([A-Za-z0-9+/]{1,86})");

    /** Without 0, O, 1, l and I, which people take for each other. */
    private static final String ALPHABET =
            "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int GENERATED_CHARS = 20;

    private final SecureRandom random;
    private final Semaphore computing;

    /** Of no password; whoever is unknown is checked against it, so that it takes as long. */
    private final String nobody;

    /** @param atOnce how many hashes may be computed at a time, at least 1 */
    public Passwords(SecureRandom random, int atOnce) {
        this.random = random;
        this.computing = new Semaphore(atOnce, true);
        this.nobody = hash(generate());
    }

    /** About 116 random bits. */
    public String generate() {
        StringBuilder text = new StringBuilder(GENERATED_CHARS);
        for (int i = 0; i < GENERATED_CHARS; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = compute(password, salt, new Cost(MEMORY_KIB, PASSES, LANES), HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + '$'
                + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
    }

    boolean matches(String password, String stored) {
        Matcher phc = PHC.matcher(stored);
        if (!phc.matches()) {
            return false;
        }
        Cost cost = new Cost(Integer.parseInt(phc.group(1)), Integer.parseInt(phc.group(2)),
                Integer.parseInt(phc.group(3)));
        if (cost.memoryKib > STORED_MEMORY_KIB_MAX || cost.passes < 1 || cost.lanes < 1) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(phc.group(5));
        byte[] salt = Base64.getDecoder().decode(phc.group(4));
        return MessageDigest.isEqual(expected, compute(password, salt, cost, expected.length));
    }

    /** As slow as {@link #matches}, and always false. */
    boolean matchesNobody(String password) {
        boolean _ = matches(password, nobody);
        return false;
    }

    private record Cost(int memoryKib, int passes, int lanes) {}

    private byte[] compute(String password, byte[] salt, Cost cost, int hashBytes) {
        // The same characters can come from a keyboard in two ways.
        String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[hashBytes];
        computing.acquireUninterruptibly();
        try {
            argon2.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
        } finally {
            computing.release();
        }
        return hash;
    }
}
