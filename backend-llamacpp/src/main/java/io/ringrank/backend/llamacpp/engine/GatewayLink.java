// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.Handshake;
import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.link.ToGateway;
import java.nio.file.Path;

/** Both channels to the gateway. Any thread. */
final class GatewayLink {

    private final Channel tokenize;
    private final Channel score;

    private GatewayLink(Channel tokenize, Channel score) {
        this.tokenize = tokenize;
        this.score = score;
    }

    /** Connects both channels and says Hello on each. */
    static GatewayLink connect(LinkTransport transport, Path socket, byte[] token,
            CommandHandler commands) {
        EventLoop loop = transport.nextLoop();
        Channel tokenize =
                transport.connect(loop, socket, commands).syncUninterruptibly().channel();
        Channel score = transport.connect(loop, socket, commands).syncUninterruptibly().channel();
        GatewayLink link = new GatewayLink(tokenize, score);
        for (ChannelKind kind : ChannelKind.values()) {
            link.send(kind, Handshake.hello(kind, token));
        }
        return link;
    }

    /** Sends a frame; one that can't be sent ends the engine by way of {@link CommandHandler}. */
    void send(ChannelKind kind, ToGateway frame) {
        Channel channel = switch (kind) {
            case TOKENIZE -> tokenize;
            case SCORE -> score;
        };
        var _ = channel.writeAndFlush(frame, channel.voidPromise());
    }

    void awaitClose() {
        score.closeFuture().awaitUninterruptibly();
    }
}
