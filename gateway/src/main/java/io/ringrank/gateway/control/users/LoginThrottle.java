// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import io.netty.util.NetUtil;
import io.ringrank.gateway.limit.Allowance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * Slows down whoever tries passwords, by account and by address. Any thread; never waits.
 *
 * <p>An attempt takes one from the allowances of the account, of the address, and of both together, before the password is looked at, so that attempts at
 * once gain nothing, and gets it back if it was right.
 */
final class LoginThrottle {

    /*
     * Each name and each address has a slot by a hash that nobody outside can compute. Names that don't exist
     * have slots like those that do, so being slowed down tells nothing; the number of slots is fixed, so
     * nobody can make the server forget or fill its memory. Two names may share a slot; with a few hundred
     * users that is rare, and costs one of them some patience.
     */

    private static final int SLOTS = 1 << 14;
    private static final int SEED_BYTES = 16;

    /** Wrong passwords at once, and then one in 15 seconds: some 6,000 a day. */
    private static final int ACCOUNT_AT_ONCE = 20;
    private static final int ACCOUNT_PER_MINUTE = 4;

    /** Half of it, so that no single address can keep the owner of an account out. */
    private static final int BOTH_AT_ONCE = ACCOUNT_AT_ONCE / 2;
    private static final int BOTH_PER_MINUTE = ACCOUNT_PER_MINUTE / 2;

    /** Many people may share an address. */
    private static final int ADDRESS_AT_ONCE = 30;
    private static final int ADDRESS_PER_MINUTE = 10;

    /** Whoever has one IPv6 address has at least so much of the network it lies in. */
    private static final int IPV6_PREFIX_BYTES = 8;

    private final LongSupplier nanoTime;
    private final byte[] seed = new byte[SEED_BYTES];
    private final AtomicReferenceArray<Allowance> accounts = new AtomicReferenceArray<>(SLOTS);
    private final AtomicReferenceArray<Allowance> addresses = new AtomicReferenceArray<>(SLOTS);
    private final AtomicReferenceArray<Allowance> both = new AtomicReferenceArray<>(SLOTS);
    /** 1 for an account and an address from which it was logged in to. */
    private final AtomicIntegerArray known = new AtomicIntegerArray(SLOTS);

    LoginThrottle(SecureRandom random, LongSupplier nanoTime) {
        random.nextBytes(seed);
        this.nanoTime = nanoTime;
    }

    /** @return how long to wait before trying; zero if it may be tried now */
    Duration tryAttempt(String account, String address) {
        List<Allowance> allowances = allowances(account, address);
        for (int i = 0; i < allowances.size(); i++) {
            Duration wait = allowances.get(i).tryClaim(1);
            if (!wait.isZero()) {
                allowances.subList(0, i).forEach(claimed -> claimed.giveBack(1));
                return wait;
            }
        }
        return Duration.ZERO;
    }

    void succeeded(String account, String address) {
        allowances(account, address).forEach(claimed -> claimed.giveBack(1));
        known.set(index(pair(account.toLowerCase(Locale.ROOT), network(address))), 1);
    }

    private List<Allowance> allowances(String account, String address) {
        String name = account.toLowerCase(Locale.ROOT);
        String network = network(address);
        String pair = pair(name, network);
        Allowance ofAddress = slot(addresses, network, ADDRESS_AT_ONCE, ADDRESS_PER_MINUTE);
        Allowance ofBoth = slot(both, pair, BOTH_AT_ONCE, BOTH_PER_MINUTE);
        // Whoever has logged in from there is not kept out by what others try elsewhere.
        return known.get(index(pair)) == 1
                ? List.of(ofAddress, ofBoth)
                : List.of(ofAddress, ofBoth,
                        slot(accounts, name, ACCOUNT_AT_ONCE, ACCOUNT_PER_MINUTE));
    }

    private static String pair(String name, String network) {
        return network + ' ' + name;
    }

    private Allowance slot(AtomicReferenceArray<Allowance> slots, String key, int atOnce,
            int perMinute) {
        int index = index(key);
        Allowance found = slots.get(index);
        if (found != null) {
            return found;
        }
        Allowance fresh = new Allowance(atOnce, perMinute, nanoTime);
        Allowance other = slots.compareAndExchange(index, null, fresh);
        return other == null ? fresh : other;
    }

    private int index(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(seed);
            byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getInt() & (SLOTS - 1);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length <= IPV6_PREFIX_BYTES) {
            return address;
        }
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < IPV6_PREFIX_BYTES; i++) {
            prefix.append(bytes[i]).append('.');
        }
        return prefix.toString();
    }
}
