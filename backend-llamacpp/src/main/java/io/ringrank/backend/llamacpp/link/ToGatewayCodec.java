// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.ringrank.backend.llamacpp.link.ToGateway.CommandFailed;
import io.ringrank.backend.llamacpp.link.ToGateway.Hello;
import io.ringrank.backend.llamacpp.link.ToGateway.LoadFailed;
import io.ringrank.backend.llamacpp.link.ToGateway.LoadProgress;
import io.ringrank.backend.llamacpp.link.ToGateway.QueryTooLong;
import io.ringrank.backend.llamacpp.link.ToGateway.Ready;
import io.ringrank.backend.llamacpp.link.ToGateway.Scored;
import io.ringrank.backend.llamacpp.link.ToGateway.Tokenized;

/** The bodies of the frames that an engine sends. Pure; any thread. */
final class ToGatewayCodec {

    /** Stays as it is in all versions. */
    private static final int HELLO = 1;
    private static final int LOAD_PROGRESS = 2;
    private static final int READY = 3;
    private static final int LOAD_FAILED = 4;
    private static final int TOKENIZED = 5;
    private static final int QUERY_TOO_LONG = 6;
    private static final int SCORED = 7;
    private static final int COMMAND_FAILED = 8;

    private ToGatewayCodec() {}

    static void encode(ToGateway frame, ByteBuf body) {
        FrameWriter writer = new FrameWriter(body);
        switch (frame) {
            case Hello hello -> writer.writeByte(HELLO)
                    .writeInt(hello.version())
                    .writeInt(hello.kind())
                    .writeBytes(hello.token());
            case LoadProgress progress ->
                writer.writeByte(LOAD_PROGRESS).writeFloat(progress.fraction());
            case Ready ready -> encodeReady(ready, writer.writeByte(READY));
            case LoadFailed failed -> writer.writeByte(LOAD_FAILED).writeMessage(failed.message());
            case Tokenized(long id, var rows) ->
                RowsCodec.encode(rows, writer.writeByte(TOKENIZED).writeLong(id));
            case QueryTooLong tooLong -> writer.writeByte(QUERY_TOO_LONG)
                    .writeLong(tooLong.id())
                    .writeInt(tooLong.tokens())
                    .writeInt(tooLong.tokensMax());
            case Scored scored -> writer.writeByte(SCORED)
                    .writeLong(scored.id())
                    .writeLong(scored.computeNanos())
                    .writeFloats(scored.raw());
            case CommandFailed failed -> writer.writeByte(COMMAND_FAILED)
                    .writeLong(failed.id())
                    .writeMessage(failed.message());
        }
    }

    /** @throws CorruptedFrameException if the body is not one whole frame */
    static ToGateway decode(ByteBuf body) {
        FrameReader reader = new FrameReader(body);
        int type = reader.readByte("frame type");
        ToGateway frame = switch (type) {
            case HELLO -> new Hello(
                    reader.readInt("version", Integer.MIN_VALUE, Integer.MAX_VALUE),
                    reader.readInt("channel kind", Integer.MIN_VALUE, Integer.MAX_VALUE),
                    reader.readBytes("token", LinkLimits.TOKEN_BYTES));
            case LOAD_PROGRESS -> new LoadProgress(reader.readFraction("fraction"));
            case READY -> decodeReady(reader);
            case LOAD_FAILED -> new LoadFailed(reader.readText("message"));
            case TOKENIZED -> new Tokenized(reader.readLong("id"), RowsCodec.decode(reader));
            case QUERY_TOO_LONG -> new QueryTooLong(reader.readLong("id"),
                    reader.readInt("tokens", 0, Integer.MAX_VALUE),
                    reader.readInt("most tokens", 0, Integer.MAX_VALUE));
            case SCORED -> decodeScored(reader);
            case COMMAND_FAILED ->
                new CommandFailed(reader.readLong("id"), reader.readText("message"));
            default -> throw new CorruptedFrameException("no frame has the type " + type);
        };
        reader.end();
        return frame;
    }

    private static void encodeReady(Ready ready, FrameWriter writer) {
        writer.writeText(ready.layout()).writeText(ready.nativeBuild());
        writer.writeText(ready.architecture()).writeByte(ready.takesInstruction() ? 1 : 0);
        writer.writeInt(ready.contextTokens());
        writer.writeInt(ready.lanes()).writeInt(ready.tokensPerBatch());
        writer.writeInt(ready.pairsPerBatch());
    }

    private static Ready decodeReady(FrameReader reader) {
        String layout = reader.readText("layout");
        String nativeBuild = reader.readText("native build");
        String architecture = reader.readText("architecture");
        boolean takesInstruction = reader.readFlag("instruction mark");
        int contextTokens = reader.readInt("context tokens", 1, Integer.MAX_VALUE);
        return new Ready(layout, nativeBuild, architecture, takesInstruction, contextTokens,
                reader.readInt("lanes", 1, Integer.MAX_VALUE),
                reader.readInt("tokens per batch", contextTokens, Integer.MAX_VALUE),
                reader.readInt("pairs per batch", 1, LinkLimits.PAIRS_MAX));
    }

    private static Scored decodeScored(FrameReader reader) {
        long id = reader.readLong("id");
        long computeNanos = reader.readLong("compute nanos");
        return new Scored(id, reader.readFloats("scores", LinkLimits.PAIRS_MAX), computeNanos);
    }
}
