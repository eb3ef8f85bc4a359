// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.Handshake;
import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.link.ToEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** An engine process that says Hello rightly and then answers with bytes that are no frame. */
final class RudeEngineMain {

    private RudeEngineMain() {}

    public static void main(String[] args) throws IOException {
        var input = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        byte[] token = HexFormat.of().parseHex(input.readLine());
        try (LinkTransport transport = LinkTransport.open(1)) {
            for (ChannelKind kind : ChannelKind.values()) {
                Channel channel = transport.connect(transport.nextLoop(), Path.of(args[0]),
                        new Rude()).syncUninterruptibly().channel();
                channel.writeAndFlush(Handshake.hello(kind, token)).syncUninterruptibly();
            }
            while (input.read() >= 0) {
                // Stays until the gateway has had enough.
            }
        }
    }

    private static final class Rude extends SimpleChannelInboundHandler<ToEngine> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, ToEngine frame) {
            var _ = context.writeAndFlush(Unpooled.buffer().writeInt(1).writeByte(99));
        }
    }
}
