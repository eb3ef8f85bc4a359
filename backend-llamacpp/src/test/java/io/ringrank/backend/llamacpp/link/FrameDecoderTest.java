// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {

    private final FrameDecoder decoder =
            new FrameDecoder(ToGatewayCodec::decode, LinkLimits.HELLO_BYTES_MAX);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @Test
    void takes_frames_that_come_byte_by_byte() {
        EmbeddedChannel sender = new EmbeddedChannel(new FrameEncoder());
        sender.writeOutbound(new ToGateway.LoadProgress(0.5f), new ToGateway.LoadProgress(1));
        ByteBuf bytes = Unpooled.wrappedBuffer(sender.<ByteBuf>readOutbound(),
                sender.<ByteBuf>readOutbound());

        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(1));
        }

        assertThat(List.of(channel.<Object>readInbound(), channel.<Object>readInbound()))
                .containsExactly(new ToGateway.LoadProgress(0.5f), new ToGateway.LoadProgress(1));
    }

    @Test
    void refuses_a_large_frame_of_a_stranger_by_its_length_alone() {
        ByteBuf length = Unpooled.buffer().writeInt(LinkLimits.HELLO_BYTES_MAX + 1);

        assertThatExceptionOfType(TooLongFrameException.class)
                .isThrownBy(() -> channel.writeInbound(length))
                .withMessage("frame of 65 bytes, at most 64 are allowed");
    }

    @Test
    void refuses_a_frame_that_is_larger_than_the_limit_from_anybody() {
        decoder.trust();
        ByteBuf length = Unpooled.buffer().writeInt(LinkLimits.FRAME_BYTES_MAX + 1);

        assertThatExceptionOfType(TooLongFrameException.class)
                .isThrownBy(() -> channel.writeInbound(length));
    }

    @Test
    void refuses_a_negative_length() {
        ByteBuf length = Unpooled.buffer().writeInt(-1);

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> channel.writeInbound(length));
    }

    @Test
    void does_not_send_what_the_other_end_would_refuse() {
        EmbeddedChannel sender = new EmbeddedChannel(new FrameEncoder());
        ToEngine.Tokenize command =
                new ToEngine.Tokenize(1, new byte[LinkLimits.FRAME_BYTES_MAX], List.of(),
                        ScoringOptions.DEFAULT);

        assertThat(command.fits()).isFalse();
        assertThatExceptionOfType(EncoderException.class)
                .isThrownBy(() -> sender.writeOutbound(command))
                .withCauseInstanceOf(TooLongFrameException.class);
    }
}
