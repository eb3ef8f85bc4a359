// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {

    private static final byte[] TOKEN = new byte[LinkLimits.TOKEN_BYTES];
    private static final Compute COMPUTE =
            Compute.onProcessor(NativeLibrary.jllama(Path.of("/natives")), 1, 64);

    static Stream<Frame> smallFrames() {
        return Stream.of(new ToEngine.Refused("expected 1, found 2"),
                new ToEngine.Load("/models/a.gguf", new FileStamp(1L << 40, 123),
                        new Compute(NativeLibrary.in(Path.of("/natives")), "CUDA0", 4, 1, 1024,
                                300)),
                new ToEngine.Load("/models/a.gguf", new FileStamp(0, -1), COMPUTE),
                Handshake.hello(ChannelKind.SCORE, TOKEN), new ToGateway.LoadProgress(0.25f),
                new ToGateway.Ready("bert/1", "b4916", "bert", true, 512, 4, 1024, 256),
                new ToGateway.LoadFailed("no such file: \u00e9\u4e2d"),
                new ToGateway.QueryTooLong(-1, 600, 512),
                new ToGateway.CommandFailed(Long.MAX_VALUE, ""));
    }

    static Stream<Frame> largeFrames() {
        return Stream.of(
                new ToEngine.Tokenize(7, utf8("query"),
                        List.of(utf8("one"), utf8(""), utf8("two")), ScoringOptions.DEFAULT),
                new ToEngine.Tokenize(7, utf8("query"), List.of(utf8("one")),
                        new ScoringOptions("wanted: \u4e2d", 300,
                                new LongDocument.MaxWindow(128, 16))),
                new ToEngine.Tokenize(7, utf8("query"), List.of(),
                        new ScoringOptions("", 1, new LongDocument.Refuse())),
                new ToEngine.Score(8, 3, List.of(new int[]{1, 2}, new int[]{}),
                        List.of(new ToEngine.Row(1, new int[]{-5, 9}),
                                new ToEngine.Row(0, new int[]{Integer.MAX_VALUE}))),
                new ToGateway.Tokenized(9, rows(suffixes(new Suffix(TokenRow.of(3, 102), true)),
                        suffixes(new Suffix(TokenRow.of(), false)),
                        suffixes(new Suffix(TokenRow.of(4), false, new CharacterRange(0, 7)),
                                new Suffix(TokenRow.of(5), true, new CharacterRange(5, 9))),
                        new TokenizedDocument.TooLong(700, 480),
                        new TokenizedDocument.Failed("no room: \u4e2d"))),
                new ToGateway.Tokenized(9, rows()),
                new ToGateway.Scored(10, new float[]{1.5f, -2e30f}, 123_456_789L));
    }

    @ParameterizedTest
    @MethodSource({"smallFrames", "largeFrames"})
    void a_frame_comes_back_as_it_was(Frame frame) {
        ByteBuf body = encode(frame);

        assertThat(decode(frame, body)).usingRecursiveComparison().isEqualTo(frame);
        assertThat(body.isReadable()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("largeFrames")
    void a_large_frame_knows_its_size(Frame frame) {
        assertThat(encode(frame).readableBytes()).isEqualTo((int) frame.bodyBytes());
    }

    @ParameterizedTest
    @MethodSource({"smallFrames", "largeFrames"})
    void a_frame_that_lacks_its_end_is_refused(Frame frame) {
        ByteBuf body = encode(frame);
        for (int length = 0; length < body.readableBytes(); length++) {
            ByteBuf part = body.slice(0, length);
            assertThatExceptionOfType(CorruptedFrameException.class)
                    .as("the first %s bytes", length)
                    .isThrownBy(() -> decode(frame, part));
        }
    }

    @ParameterizedTest
    @MethodSource({"smallFrames", "largeFrames"})
    void a_frame_with_something_after_it_is_refused(Frame frame) {
        ByteBuf body = encode(frame).writeByte(0);

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> decode(frame, body))
                .withMessageContaining("1 bytes follow");
    }

    @ParameterizedTest
    @MethodSource("largeFrames")
    void a_frame_whose_counts_lie_is_refused_whatever_the_lie(Frame frame) {
        ByteBuf honest = encode(frame);
        for (int at = 1; at + Integer.BYTES <= honest.readableBytes(); at++) {
            ByteBuf lying = honest.copy().setInt(at, Integer.MAX_VALUE);
            try {
                // Where the bytes were an id or a token this is another frame, not a lie.
                assertThat(decode(frame, lying)).hasSameClassAs(frame);
            } catch (CorruptedFrameException e) {
                assertThat(e).hasMessageMatching(".*(must be|needs|follow).*");
            }
        }
    }

    @Test
    void a_score_that_is_not_a_number_stays_one() {
        ByteBuf body = encode(new ToGateway.Scored(1, new float[]{Float.NaN, -0f}, 0));

        assertThat(((ToGateway.Scored) ToGatewayCodec.decode(body)).raw())
                .containsExactly(Float.NaN, -0f);
    }

    @Test
    void a_count_is_checked_before_anything_is_allocated() {
        ByteBuf body = Unpooled.buffer()
                .writeByte(7)
                .writeLong(1)
                .writeLong(1)
                .writeInt(LinkLimits.PAIRS_MAX);

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToGatewayCodec.decode(body))
                .withMessage("scores needs 16384 bytes, the frame has 0 left");
    }

    @Test
    void a_count_beyond_its_limit_is_refused_even_if_the_bytes_are_there() {
        ByteBuf body = encode(new ToGateway.Scored(1, new float[LinkLimits.PAIRS_MAX + 1], 0));

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToGatewayCodec.decode(body))
                .withMessage("scores must be 0 to 4096, is 4097");
    }

    @Test
    void a_negative_count_is_refused() {
        ByteBuf body = Unpooled.buffer().writeByte(3).writeLong(1).writeInt(-1);

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToEngineCodec.decode(body))
                .withMessageContaining("is -1");
    }

    @Test
    void a_row_whose_prefix_is_not_there_is_refused() {
        ByteBuf body = encode(new ToEngine.Score(1, 0, List.of(new int[]{1}),
                List.of(new ToEngine.Row(1, new int[]{2}))));

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToEngineCodec.decode(body))
                .withMessage("prefix of a row must be 0 to 0, is 1");
    }

    @Test
    void a_type_of_the_other_direction_is_refused() {
        ByteBuf scored = encode(new ToGateway.Scored(1, new float[0], 0));

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToEngineCodec.decode(scored))
                .withMessage("no frame has the type 7");
    }

    @Test
    void progress_that_is_not_a_fraction_is_refused() {
        for (float fraction : new float[]{Float.NaN, -0.1f, 1.1f}) {
            ByteBuf body = encode(new ToGateway.LoadProgress(fraction));
            assertThatExceptionOfType(CorruptedFrameException.class)
                    .isThrownBy(() -> ToGatewayCodec.decode(body));
        }
    }

    @Test
    void a_message_that_is_too_long_is_cut_at_a_character() {
        String message = "x" + "\u4e2d".repeat(LinkLimits.TEXT_BYTES_MAX);

        ToGateway.LoadFailed failed = (ToGateway.LoadFailed) ToGatewayCodec
                .decode(encode(new ToGateway.LoadFailed(message)));

        assertThat(message).startsWith(failed.message());
        assertThat(utf8(failed.message())).hasSizeBetween(LinkLimits.TEXT_BYTES_MAX - 2,
                LinkLimits.TEXT_BYTES_MAX);
    }

    @Test
    void a_path_that_is_too_long_is_not_cut() {
        String path = "/" + "x".repeat(LinkLimits.TEXT_BYTES_MAX);
        ToEngine.Load load = new ToEngine.Load(path, new FileStamp(1, 1), COMPUTE);

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> encode(load))
                .withMessageContaining("4097 bytes");
    }

    @Test
    void an_answer_that_is_too_large_leaves_out_the_largest_documents_only() {
        TokenizedDocument small = suffixes(new Suffix(TokenRow.of(1, 2), false));
        TokenizedDocument large = suffixes(new Suffix(new TokenRow(new int[3 << 20]), false));

        ToGateway.Tokenized answer =
                ToGateway.Tokenized.fitting(7, rows(small, large, large, small));

        assertThat(answer.fits()).isTrue();
        assertThat(answer.rows().documents().get(0)).isSameAs(small);
        assertThat(answer.rows().documents().get(1)).isSameAs(large);
        assertThat(answer.rows().documents().get(2)).isInstanceOf(TokenizedDocument.Failed.class);
        assertThat(answer.rows().documents().get(3)).isSameAs(small);
    }

    @Test
    void an_answer_of_many_small_documents_that_is_too_large_still_fits() {
        TokenizedDocument[] documents = new TokenizedDocument[LinkLimits.DOCUMENTS_MAX];
        Arrays.fill(documents, suffixes(new Suffix(new TokenRow(new int[80]), false)));

        ToGateway.Tokenized answer = ToGateway.Tokenized.fitting(7, rows(documents));

        assertThat(answer.fits()).isTrue();
        assertThat(answer.rows().documents()).hasSize(LinkLimits.DOCUMENTS_MAX);
        assertThat(answer.rows().documents().getFirst()).isSameAs(documents[0]);
    }

    @Test
    void a_document_with_no_or_too_many_windows_is_refused() {
        Suffix[] many = new Suffix[LinkLimits.WINDOWS_MAX + 1];
        Arrays.fill(many, new Suffix(TokenRow.of(4), false, new CharacterRange(0, 7)));
        ByteBuf tooMany = encode(new ToGateway.Tokenized(1, rows(suffixes(many))));
        ByteBuf none = Unpooled.buffer()
                .writeByte(5)
                .writeLong(1)
                .writeInt(0)
                .writeInt(1)
                .writeByte(1)
                .writeInt(0);

        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToGatewayCodec.decode(tooMany))
                .withMessage("windows must be 0 to 64, is 65");
        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> ToGatewayCodec.decode(none))
                .withMessageContaining("is 0");
    }

    private static TokenizedQuery.Rows rows(TokenizedDocument... documents) {
        return new TokenizedQuery.Rows(TokenRow.of(101, 7), List.of(documents));
    }

    private static TokenizedDocument suffixes(Suffix... suffixes) {
        return new TokenizedDocument.Suffixes(List.of(suffixes));
    }

    private static ByteBuf encode(Frame frame) {
        ByteBuf body = Unpooled.buffer();
        switch (frame) {
            case ToEngine toEngine -> ToEngineCodec.encode(toEngine, body);
            case ToGateway toGateway -> ToGatewayCodec.encode(toGateway, body);
        }
        return body;
    }

    private static Frame decode(Frame like, ByteBuf body) {
        return switch (like) {
            case ToEngine _ -> ToEngineCodec.decode(body);
            case ToGateway _ -> ToGatewayCodec.decode(body);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
