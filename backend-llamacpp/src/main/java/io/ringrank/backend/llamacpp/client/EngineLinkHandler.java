// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.ringrank.backend.llamacpp.link.Handshake;
import io.ringrank.backend.llamacpp.link.Handshake.Verdict;
import io.ringrank.backend.llamacpp.link.LinkTransport;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a run's socket. A stranger is told what was expected and leaves no trace; after
 * an accepted Hello everything goes to the run. Event loop only.
 */
final class EngineLinkHandler extends SimpleChannelInboundHandler<ToGateway> {

    private static final Logger log = LoggerFactory.getLogger(EngineLinkHandler.class);

    static final int HELLO_SECONDS_MAX = 5;

    private final EngineRun run;
    private final Handshake handshake;
    private boolean accepted;

    EngineLinkHandler(EngineRun run, Handshake handshake) {
        this.run = run;
        this.handshake = handshake;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var _ = context.executor()
                .schedule(() -> closeStranger(context), HELLO_SECONDS_MAX,
                        TimeUnit.SECONDS);
    }

    private void closeStranger(ChannelHandlerContext context) {
        if (!accepted) {
            var _ = context.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ToGateway frame) {
        if (accepted) {
            run.onFrame(frame);
        } else if (frame instanceof ToGateway.Hello hello) {
            onHello(context, hello);
        } else {
            reject(context, "expected a Hello, found a " + frame.getClass().getSimpleName());
        }
    }

    private void onHello(ChannelHandlerContext context, ToGateway.Hello hello) {
        switch (handshake.check(hello)) {
            case Verdict.Accepted(var kind) -> {
                accepted = true;
                LinkTransport.trust(context.channel());
                run.onChannel(kind, context.channel());
            }
            case Verdict.Rejected(String message) -> reject(context, message);
        }
    }

    private static void reject(ChannelHandlerContext context, String message) {
        log.warn("refused a connection to an engine's socket: {}", message);
        context.writeAndFlush(new ToEngine.Refused(message))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (accepted) {
            run.onChannelClosed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            // The other end died; channelInactive follows.
            var _ = context.close();
        } else if (!accepted) {
            reject(context, "expected a Hello, found a malformed frame: " + cause.getMessage());
        } else if (cause instanceof DecoderException) {
            run.fault("the engine sent a malformed frame: " + cause.getMessage());
        } else {
            log.error("the gateway could not take a frame of an engine", cause);
            run.fault("the gateway could not take a frame of the engine: " + cause);
        }
    }
}
