// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/**
 * The pipe from the gateway: first its token, then silence, and its end when the gateway ends, in
 * whatever way. So no engine outlives its gateway.
 */
final class GatewayWatch {

    private static final int TOKEN_LINE_BYTES_MAX = 256;

    private final InputStream pipe;

    GatewayWatch(InputStream pipe) {
        this.pipe = pipe;
    }

    /**
     * Reads the first line; blocks.
     *
     * @throws IOException if there is none, or it is no token
     */
    byte[] readToken() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = pipe.read(); c != '\n'; c = pipe.read()) {
            if (c < 0 || line.length() == TOKEN_LINE_BYTES_MAX) {
                throw new IOException("expected a line with a token on standard input, found "
                        + line.length() + " characters without a line end");
            }
            line.append((char) c);
        }
        try {
            return HexFormat.of().parseHex(line);
        } catch (IllegalArgumentException e) {
            throw new IOException("expected a token in hex on standard input", e);
        }
    }

    /** Calls {@code whenGone} on a thread of its own once the pipe has ended. */
    void start(Runnable whenGone) {
        Thread.ofPlatform().daemon().name("ringrank-gateway-watch").start(() -> {
            awaitEnd();
            whenGone.run();
        });
    }

    private void awaitEnd() {
        try {
            while (pipe.read() >= 0) {
                // The gateway says nothing more; what comes anyway has no meaning.
            }
        } catch (IOException _) {
            // A broken pipe is a gateway that is gone, too.
        }
    }
}
