// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.handler.codec.CorruptedFrameException;
import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.engine.TokenizedQuery.Suffix;
import io.ringrank.scheduler.pair.CharacterRange;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a query and its documents as part of a body. Pure; any thread. */
final class RowsCodec {

    private static final int SUFFIXES = 1;
    private static final int TOO_LONG = 2;
    private static final int FAILED = 3;

    private RowsCodec() {}

    static long bytes(TokenizedQuery.Rows rows) {
        long bytes = bytes(rows.prefix()) + Integer.BYTES;
        for (TokenizedDocument document : rows.documents()) {
            bytes += bytes(document);
        }
        return bytes;
    }

    static long bytes(TokenizedDocument document) {
        return 1 + switch (document) {
            case TokenizedDocument.Suffixes(List<Suffix> suffixes) ->
                Integer.BYTES + suffixes.stream().mapToLong(RowsCodec::bytes).sum();
            case TokenizedDocument.TooLong _ -> 2L * Integer.BYTES;
            case TokenizedDocument.Failed(String message) -> Integer.BYTES + Math.min(
                    message.getBytes(StandardCharsets.UTF_8).length, LinkLimits.TEXT_BYTES_MAX);
        };
    }

    private static long bytes(Suffix suffix) {
        return 2 + bytes(suffix.row()) + (suffix.window() == null ? 0 : 2L * Integer.BYTES);
    }

    static long bytes(TokenRow row) {
        return Integer.BYTES + (long) Integer.BYTES * row.length();
    }

    static void encode(TokenizedQuery.Rows rows, FrameWriter writer) {
        writer.writeInts(rows.prefix().ids()).writeInt(rows.documents().size());
        for (TokenizedDocument document : rows.documents()) {
            switch (document) {
                case TokenizedDocument.Suffixes(List<Suffix> suffixes) -> {
                    writer.writeByte(SUFFIXES).writeInt(suffixes.size());
                    suffixes.forEach(suffix -> encode(suffix, writer));
                }
                case TokenizedDocument.TooLong(int tokens, int tokensMax) ->
                    writer.writeByte(TOO_LONG).writeInt(tokens).writeInt(tokensMax);
                case TokenizedDocument.Failed(String message) ->
                    writer.writeByte(FAILED).writeMessage(message);
            }
        }
    }

    private static void encode(Suffix suffix, FrameWriter writer) {
        writer.writeByte(suffix.truncated() ? 1 : 0).writeByte(suffix.window() == null ? 0 : 1);
        if (suffix.window() instanceof CharacterRange(int start, int end)) {
            writer.writeInt(start).writeInt(end);
        }
        writer.writeInts(suffix.row().ids());
    }

    static TokenizedQuery.Rows decode(FrameReader reader) {
        TokenRow prefix = new TokenRow(reader.readInts("prefix"));
        int count = reader.readCount("documents", LinkLimits.DOCUMENTS_MAX, 1 + Integer.BYTES);
        List<TokenizedDocument> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int kind = reader.readByte("what became of a document");
            documents.add(switch (kind) {
                case SUFFIXES -> decodeSuffixes(reader);
                case TOO_LONG -> new TokenizedDocument.TooLong(
                        reader.readInt("tokens", 0, Integer.MAX_VALUE),
                        reader.readInt("most tokens", 0, Integer.MAX_VALUE));
                case FAILED -> new TokenizedDocument.Failed(reader.readText("message"));
                default -> throw new CorruptedFrameException(
                        "what became of a document must be 1 to 3, is " + kind);
            });
        }
        return new TokenizedQuery.Rows(prefix, documents);
    }

    private static TokenizedDocument decodeSuffixes(FrameReader reader) {
        int count = reader.readCount("windows", LinkLimits.WINDOWS_MAX, 2 + Integer.BYTES);
        if (count == 0) {
            throw new CorruptedFrameException("windows must be 1 to " + LinkLimits.WINDOWS_MAX
                    + ", is 0");
        }
        List<Suffix> suffixes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean truncated = reader.readFlag("truncation mark");
            CharacterRange window = reader.readFlag("window mark") ? decodeWindow(reader) : null;
            suffixes.add(new Suffix(new TokenRow(reader.readInts("suffix")), truncated, window));
        }
        return new TokenizedDocument.Suffixes(suffixes);
    }

    private static @Nullable CharacterRange decodeWindow(FrameReader reader) {
        int start = reader.readInt("start of a window", 0, Integer.MAX_VALUE);
        return new CharacterRange(start,
                reader.readInt("end of a window", start, Integer.MAX_VALUE));
    }
}
