// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import java.util.function.Function;

/** Cuts a stream of bytes into frames; small ones only until the other end is trusted. Event loop only. */
final class FrameDecoder extends ByteToMessageDecoder {

    private final Function<ByteBuf, ? extends Frame> bodyDecoder;
    private int bodyBytesMax;

    FrameDecoder(Function<ByteBuf, ? extends Frame> bodyDecoder, int bodyBytesMax) {
        this.bodyDecoder = bodyDecoder;
        this.bodyBytesMax = bodyBytesMax;
    }

    /** From now on takes frames of every size that the protocol allows. */
    void trust() {
        bodyBytesMax = LinkLimits.FRAME_BYTES_MAX;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        int bodyBytes = in.getInt(in.readerIndex());
        if (bodyBytes < 0) {
            throw new CorruptedFrameException("frame of " + bodyBytes + " bytes");
        }
        if (bodyBytes > bodyBytesMax) {
            throw new TooLongFrameException("frame of " + bodyBytes + " bytes, at most "
                    + bodyBytesMax + " are allowed");
        }
        if (in.readableBytes() - Integer.BYTES >= bodyBytes) {
            in.skipBytes(Integer.BYTES);
            out.add(bodyDecoder.apply(in.readSlice(bodyBytes)));
        }
    }
}
