// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.ringrank.backend.llamacpp.link.ToEngine.Load;
import io.ringrank.backend.llamacpp.link.ToEngine.Refused;
import io.ringrank.backend.llamacpp.link.ToEngine.Row;
import io.ringrank.backend.llamacpp.link.ToEngine.Score;
import io.ringrank.backend.llamacpp.link.ToEngine.Tokenize;
import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bodies of the frames that a gateway sends. Pure; any thread. */
final class ToEngineCodec {

    private static final int REFUSED = 1;
    private static final int LOAD = 2;
    private static final int TOKENIZE = 3;
    private static final int SCORE = 4;

    private ToEngineCodec() {}

    static void encode(ToEngine frame, ByteBuf body) {
        FrameWriter writer = new FrameWriter(body);
        switch (frame) {
            case Refused refused -> writer.writeByte(REFUSED).writeMessage(refused.message());
            case Load load -> encodeLoad(load, writer.writeByte(LOAD));
            case Tokenize tokenize -> encodeTokenize(tokenize, writer.writeByte(TOKENIZE));
            case Score score -> encodeScore(score, writer.writeByte(SCORE));
        }
    }

    /** @throws CorruptedFrameException if the body is not one whole frame */
    static ToEngine decode(ByteBuf body) {
        FrameReader reader = new FrameReader(body);
        int type = reader.readByte("frame type");
        ToEngine frame = switch (type) {
            case REFUSED -> new Refused(reader.readText("message"));
            case LOAD -> decodeLoad(reader);
            case TOKENIZE -> decodeTokenize(reader);
            case SCORE -> decodeScore(reader);
            default -> throw new CorruptedFrameException("no frame has the type " + type);
        };
        reader.end();
        return frame;
    }

    private static void encodeLoad(Load load, FrameWriter writer) {
        writer.writeText(load.modelPath()).writeLong(load.stamp().bytes());
        writer.writeLong(load.stamp().modifiedNanos());
        Compute compute = load.compute();
        writer.writeText(compute.library().kind().name());
        writer.writeText(compute.library().directory().toString()).writeText(compute.device());
        writer.writeInt(compute.lanes()).writeInt(compute.threadsPerLane());
        writer.writeInt(compute.tokensPerBatch()).writeInt(compute.tokensPerPair());
    }

    private static Load decodeLoad(FrameReader reader) {
        String path = reader.readText("model path");
        FileStamp stamp = new FileStamp(reader.readLong("bytes"), reader.readLong("modified"));
        NativeLibrary library = decodeLibrary(reader);
        return new Load(path, stamp, decodeCompute(library, reader));
    }

    private static Compute decodeCompute(NativeLibrary library, FrameReader reader) {
        String device = reader.readText("device");
        int lanes = reader.readInt("lanes", 1, 4_096);
        int threadsPerLane = reader.readInt("threads per lane", 1, 4_096);
        int tokensPerBatch = reader.readInt("tokens per batch", 1,
                LinkLimits.FRAME_BYTES_MAX / Integer.BYTES);
        return new Compute(library, device, lanes, threadsPerLane, tokensPerBatch,
                reader.readInt("tokens per pair", 1, tokensPerBatch));
    }

    private static NativeLibrary decodeLibrary(FrameReader reader) {
        String kind = reader.readText("kind of library");
        String directory = reader.readText("directory");
        try {
            return new NativeLibrary(NativeLibrary.Kind.valueOf(kind), Path.of(directory));
        } catch (IllegalArgumentException e) {
            throw new CorruptedFrameException("no library: " + kind + " in " + directory, e);
        }
    }

    private static void encodeTokenize(Tokenize tokenize, FrameWriter writer) {
        writer.writeLong(tokenize.id());
        OptionsCodec.encode(tokenize.options(), writer);
        writer.writeBytes(tokenize.query());
        writer.writeInt(tokenize.documents().size());
        tokenize.documents().forEach(writer::writeBytes);
    }

    private static Tokenize decodeTokenize(FrameReader reader) {
        long id = reader.readLong("id");
        ScoringOptions options = OptionsCodec.decode(reader);
        byte[] query = reader.readBytes("query", LinkLimits.FRAME_BYTES_MAX);
        int count = reader.readCount("documents", LinkLimits.DOCUMENTS_MAX, Integer.BYTES);
        List<byte[]> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            documents.add(reader.readBytes("document", LinkLimits.FRAME_BYTES_MAX));
        }
        return new Tokenize(id, query, documents, options);
    }

    private static void encodeScore(Score score, FrameWriter writer) {
        writer.writeLong(score.id()).writeInt(score.lane());
        writer.writeInt(score.prefixes().size());
        score.prefixes().forEach(writer::writeInts);
        writer.writeInt(score.rows().size());
        for (Row row : score.rows()) {
            writer.writeInt(row.prefix()).writeInts(row.suffix());
        }
    }

    private static Score decodeScore(FrameReader reader) {
        long id = reader.readLong("id");
        int lane = reader.readInt("lane", 0, Integer.MAX_VALUE);
        int prefixCount = reader.readCount("prefixes", LinkLimits.PAIRS_MAX, Integer.BYTES);
        List<int[]> prefixes = new ArrayList<>(prefixCount);
        for (int i = 0; i < prefixCount; i++) {
            prefixes.add(reader.readInts("prefix"));
        }
        int rowCount = reader.readCount("rows", LinkLimits.PAIRS_MAX, 2 * Integer.BYTES);
        List<Row> rows = new ArrayList<>(rowCount);
        for (int i = 0; i < rowCount; i++) {
            int prefix = reader.readInt("prefix of a row", 0, prefixCount - 1);
            rows.add(new Row(prefix, reader.readInts("suffix")));
        }
        return new Score(id, lane, prefixes, rows);
    }
}
