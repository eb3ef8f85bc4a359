// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows only size and beginning of a file: one that begins as GGUF does takes twice its bytes. */
public final class FixedAppraiser implements Appraiser {

    public final AtomicInteger heads = new AtomicInteger();
    public volatile OptionalLong available = OptionalLong.empty();
    public volatile boolean gpu;
    public volatile Runnable onAppraise = () -> {};

    @Override
    public Appraisal appraise(ReadableByteChannel head, long bytes) throws IOException {
        heads.incrementAndGet();
        onAppraise.run();
        ByteBuffer first = ByteBuffer.allocate(4);
        while (first.hasRemaining() && head.read(first) >= 0) {
            // Until it is full.
        }
        return new String(first.array(), StandardCharsets.US_ASCII).equals("GGUF")
                ? new Usable(List.of(), "bert", "F16", 2 * bytes)
                : new Unusable(List.of("it is not a GGUF file"));
    }

    @Override
    public OptionalLong availableBytes() {
        return available;
    }

    @Override
    public boolean isOnProcessor() {
        return !gpu;
    }
}
