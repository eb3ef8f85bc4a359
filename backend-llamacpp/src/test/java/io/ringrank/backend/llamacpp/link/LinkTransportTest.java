// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTransportTest {

    @TempDir
    private Path directory;

    @Test
    void carries_the_largest_frames_over_the_jdk_sockets() throws Exception {
        try (LinkTransport transport = LinkTransport.nio(1)) {
            carriesTheLargestFrames(transport);
        }
    }

    @Test
    void carries_the_largest_frames_over_native_epoll() throws Exception {
        assumeTrue(Epoll.isAvailable());
        try (LinkTransport transport = LinkTransport.epoll(1)) {
            carriesTheLargestFrames(transport);
        }
    }

    private void carriesTheLargestFrames(LinkTransport transport) throws Exception {
        CompletableFuture<ToEngine> atEngine = new CompletableFuture<>();
        Path socket = directory.resolve("s");
        byte[] text = new byte[LinkLimits.FRAME_BYTES_MAX - 34];
        text[text.length - 1] = 42;
        transport.listen(transport.nextLoop(), socket, () -> new Answering(text)).sync();

        Channel engine = transport.connect(transport.nextLoop(), socket, new Keeping(atEngine))
                .sync()
                .channel();
        engine.writeAndFlush(new ToGateway.LoadProgress(1)).sync();

        ToEngine.Tokenize found = (ToEngine.Tokenize) atEngine.get(20, TimeUnit.SECONDS);
        assertThat(found.bodyBytes()).isEqualTo(LinkLimits.FRAME_BYTES_MAX);
        assertThat(found.query()).isEqualTo(text);
    }

    /** Answers any frame with a text. */
    private static final class Answering extends SimpleChannelInboundHandler<ToGateway> {

        private final byte[] text;

        Answering(byte[] text) {
            this.text = text;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ToGateway frame) {
            var _ = context.writeAndFlush(
                    new ToEngine.Tokenize(1, text, List.of(), ScoringOptions.DEFAULT),
                    context.voidPromise());
        }
    }

    /** Keeps the first frame. */
    private static final class Keeping extends SimpleChannelInboundHandler<ToEngine> {

        private final CompletableFuture<ToEngine> first;

        Keeping(CompletableFuture<ToEngine> first) {
            this.first = first;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ToEngine frame) {
            first.complete(frame);
        }
    }
}
