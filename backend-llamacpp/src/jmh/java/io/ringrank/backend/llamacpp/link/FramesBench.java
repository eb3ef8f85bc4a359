// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A batch of four pairs of 128 tokens and its answer, to bytes and back, and a copy of those bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramesBench {

    private static final int ROWS = 4;
    private static final int QUERY_TOKENS = 12;
    private static final int DOCUMENT_TOKENS = 116;
    private static final int VOCABULARY = 30_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ToEngine.Score batch = new ToEngine.Score(1, 0, List.of(tokens(QUERY_TOKENS)),
            IntStream.range(0, ROWS)
                    .mapToObj(_ -> new ToEngine.Row(0, tokens(DOCUMENT_TOKENS)))
                    .toList());
    private final ToGateway.Scored answer =
            new ToGateway.Scored(1, new float[]{1, 2, 3, 4}, 80_000_000);
    private final EmbeddedChannel gateway = new EmbeddedChannel(new FrameEncoder(),
            new FrameDecoder(ToGatewayCodec::decode, LinkLimits.FRAME_BYTES_MAX));
    private final EmbeddedChannel engine = new EmbeddedChannel(new FrameEncoder(),
            new FrameDecoder(ToEngineCodec::decode, LinkLimits.FRAME_BYTES_MAX));
    private final byte[] bytes = new byte[Integer.BYTES + (int) batch.bodyBytes()];

    private int[] tokens(int count) {
        return random.ints(count, 0, VOCABULARY).toArray();
    }

    @Benchmark
    public Object batch() {
        return pass(gateway, batch, engine);
    }

    @Benchmark
    public Object scores() {
        return pass(engine, answer, gateway);
    }

    private static Object pass(EmbeddedChannel from, Frame frame, EmbeddedChannel to) {
        from.writeOutbound(frame);
        ByteBuf written = from.readOutbound();
        to.writeInbound(written);
        return to.readInbound();
    }

    /** As many bytes into a buffer and out of it. */
    @Benchmark
    public Object copy() {
        ByteBuf copy = Unpooled.copiedBuffer(bytes);
        byte[] read = new byte[bytes.length];
        copy.readBytes(read);
        copy.release();
        return read;
    }
}
