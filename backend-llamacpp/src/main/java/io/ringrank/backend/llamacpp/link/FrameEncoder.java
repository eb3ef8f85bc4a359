// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import io.netty.handler.codec.TooLongFrameException;

/** Puts the length before the body of each frame. Event loop only. */
final class FrameEncoder extends MessageToByteEncoder<Frame> {

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Frame frame, boolean direct) {
        if (!frame.fits()) {
            throw new TooLongFrameException("frame of " + frame.bodyBytes() + " bytes, at most "
                    + LinkLimits.FRAME_BYTES_MAX + " are allowed");
        }
        return context.alloc().ioBuffer(Integer.BYTES + (int) frame.bodyBytes());
    }

    @Override
    protected void encode(ChannelHandlerContext context, Frame frame, ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0);
        switch (frame) {
            case ToEngine toEngine -> ToEngineCodec.encode(toEngine, out);
            case ToGateway toGateway -> ToGatewayCodec.encode(toGateway, out);
        }
        out.setInt(start, out.writerIndex() - start - Integer.BYTES);
    }
}
