// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The event loops of the link and the kind of domain socket that works here: native epoll, else the
 * JDK's own. Any thread.
 */
public final class LinkTransport implements AutoCloseable {

    private static final int CLOSE_SECONDS_MAX = 2;

    /** Connections that may wait to be accepted: an engine makes two. */
    private static final int BACKLOG = 8;

    private final EventLoopGroup loops;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends Channel> channel;
    private final Function<Path, SocketAddress> address;

    private LinkTransport(IoHandlerFactory io, int threads,
            Class<? extends ServerChannel> serverChannel, Class<? extends Channel> channel,
            Function<Path, SocketAddress> address) {
        this.loops = new MultiThreadIoEventLoopGroup(threads,
                new DefaultThreadFactory("ringrank-link", true), io);
        this.serverChannel = serverChannel;
        this.channel = channel;
        this.address = address;
    }

    /**
     * Native epoll where it works, else {@link #nio}.
     *
     * @param threads event loops
     */
    public static LinkTransport open(int threads) {
        return Epoll.isAvailable() ? epoll(threads) : nio(threads);
    }

    static LinkTransport epoll(int threads) {
        return new LinkTransport(EpollIoHandler.newFactory(), threads,
                EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class,
                path -> new DomainSocketAddress(path.toFile()));
    }

    static LinkTransport nio(int threads) {
        return new LinkTransport(NioIoHandler.newFactory(), threads,
                NioServerDomainSocketChannel.class, NioDomainSocketChannel.class,
                UnixDomainSocketAddress::of);
    }

    /** A loop for one engine: all its channels and its state live on it. */
    public EventLoop nextLoop() {
        return loops.next();
    }

    /**
     * Listens for one engine. Frames of a connection are small until {@link #trust}.
     *
     * @param handlers makes the handler of each connection; it gets {@link ToGateway} frames
     */
    public ChannelFuture listen(EventLoop loop, Path socket,
            Supplier<? extends ChannelHandler> handlers) {
        return new ServerBootstrap().group(loop, loop)
                .channel(serverChannel)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(
                                        new FrameDecoder(ToGatewayCodec::decode,
                                                LinkLimits.HELLO_BYTES_MAX),
                                        new FrameEncoder(), handlers.get());
                    }
                })
                .bind(address.apply(socket));
    }

    /**
     * Connects to a gateway.
     *
     * @param handler gets {@link ToEngine} frames
     */
    public ChannelFuture connect(EventLoop loop, Path socket, ChannelHandler handler) {
        return new Bootstrap().group(loop)
                .channel(channel)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(
                                        new FrameDecoder(ToEngineCodec::decode,
                                                LinkLimits.FRAME_BYTES_MAX),
                                        new FrameEncoder(), handler);
                    }
                })
                .connect(address.apply(socket));
    }

    /** Lets a connection whose Hello was accepted send large frames. Event loop only. */
    public static void trust(Channel accepted) {
        accepted.pipeline().get(FrameDecoder.class).trust();
    }

    /** Closes all channels and ends the loops within two seconds. Not on an event loop. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
