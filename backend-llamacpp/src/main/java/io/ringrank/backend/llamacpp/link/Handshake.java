// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.ringrank.backend.llamacpp.link.ToGateway.Hello;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;

/**
 * Says who may speak on a socket: the engine that was given the one-time token, once for each
 * channel. One for each start of an engine. Event loop only.
 */
public final class Handshake {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] token = new byte[LinkLimits.TOKEN_BYTES];
    private final EnumSet<ChannelKind> missing = EnumSet.allOf(ChannelKind.class);

    public Handshake() {
        RANDOM.nextBytes(token);
    }

    /** What to make of a Hello. */
    public sealed interface Verdict {

        record Accepted(ChannelKind kind) implements Verdict {}

        /** @param message what was expected and found; does not give the token away */
        record Rejected(String message) implements Verdict {}
    }

    /** What the engine must say; for its eyes only. */
    public byte[] token() {
        return token.clone();
    }

    /** The Hello that an engine sends on a channel. */
    public static Hello hello(ChannelKind kind, byte[] token) {
        return new Hello(LinkLimits.PROTOCOL_VERSION, kind.code(), token);
    }

    /** Judges a Hello; an accepted kind is not accepted again. */
    public Verdict check(Hello hello) {
        if (hello.version() != LinkLimits.PROTOCOL_VERSION) {
            return new Verdict.Rejected("expected protocol version " + LinkLimits.PROTOCOL_VERSION
                    + ", found " + hello.version());
        }
        if (!MessageDigest.isEqual(token, hello.token())) {
            return new Verdict.Rejected("expected the one-time token of this start, found another");
        }
        ChannelKind kind = ChannelKind.ofCode(hello.kind());
        if (kind == null || !missing.remove(kind)) {
            return new Verdict.Rejected("expected a channel that is missing, one of " + missing
                    + ", found " + (kind == null ? "kind " + hello.kind() : kind));
        }
        return new Verdict.Accepted(kind);
    }

    /** Whether both channels are there. */
    public boolean isComplete() {
        return missing.isEmpty();
    }
}
