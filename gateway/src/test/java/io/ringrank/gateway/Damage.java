// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** What can happen to bytes that were meant well. */
public enum Damage {
    FLIP, CUT, DOUBLE, INSERT, SWAP;

    private static final String SIGNS = "{}[]\",:\\0123456789.-+eEtfnul \u00e9";

    /**
     * Damages bytes in one to three places.
     *
     * @param done counts what was done
     */
    public static byte[] damaged(byte[] valid, Random random, Map<Damage, Integer> done) {
        byte[] bytes = valid;
        for (int i = random.nextInt(3); i >= 0; i--) {
            Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
            done.merge(damage, 1, Integer::sum);
            bytes = damage.apply(bytes, random);
        }
        return bytes;
    }

    private byte[] apply(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
        return switch (this) {
            case FLIP -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case CUT -> head;
            case DOUBLE -> joined(bytes, tail);
            case INSERT -> {
                String sign = SIGNS.substring(at % SIGNS.length(), at % SIGNS.length() + 1);
                yield joined(joined(head, sign.getBytes(StandardCharsets.UTF_8)), tail);
            }
            case SWAP -> joined(tail, head);
        };
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
