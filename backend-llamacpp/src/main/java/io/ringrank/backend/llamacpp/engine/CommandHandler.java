// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the gateway says on both channels. A closed channel, and anything it does not
 * understand, ends the engine. Event loop only, where not said otherwise.
 */
@ChannelHandler.Sharable
final class CommandHandler extends SimpleChannelInboundHandler<ToEngine> {

    /** Ends the process. */
    @FunctionalInterface
    interface End {

        void end(int status, String message);
    }

    private final End end;
    private final CompletableFuture<ToEngine.Load> load = new CompletableFuture<>();
    private volatile @Nullable Workers workers;

    CommandHandler(End end) {
        this.end = end;
    }

    /** Waits until the gateway says what to load. Main thread. */
    ToEngine.Load awaitLoad() {
        return load.join();
    }

    /** Commands go to these workers from now on. Any thread. */
    void open(Workers opened) {
        workers = opened;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ToEngine frame) {
        switch (frame) {
            case ToEngine.Refused refused -> end.end(Engine.EXIT_LINK,
                    "the gateway refused the connection: " + refused.message());
            case ToEngine.Load toLoad -> load.complete(toLoad);
            case ToEngine.Tokenize tokenize ->
                submit(context, tokenize.id(), opened -> opened.offer(tokenize));
            case ToEngine.Score score ->
                submit(context, score.id(), opened -> opened.offer(score));
        }
    }

    private void submit(ChannelHandlerContext context, long id, Predicate<Workers> offer) {
        Workers opened = workers;
        if (opened == null || !offer.test(opened)) {
            var _ = context.writeAndFlush(
                    new ToGateway.CommandFailed(id, "the engine has no room for the command"),
                    context.voidPromise());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end.end(Engine.EXIT_LINK, "the gateway closed the link");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end.end(Engine.EXIT_LINK, "the link to the gateway failed: " + cause);
    }
}
