// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.netty.handler.codec.CorruptedFrameException;
import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;

/** Scoring options as part of a body: three numbers, a mode and a text. Pure; any thread. */
final class OptionsCodec {

    private static final int TRUNCATE = 0;
    private static final int MAX_WINDOW = 1;
    private static final int REFUSE = 2;

    private OptionsCodec() {}

    static int bytes(ScoringOptions options) {
        return 1 + 4 * Integer.BYTES + options.instructionBytes();
    }

    static void encode(ScoringOptions options, FrameWriter writer) {
        writer.writeInt(options.maxTokensPerDocument());
        switch (options.longDocument()) {
            case LongDocument.Truncate() -> writer.writeByte(TRUNCATE).writeInt(0).writeInt(0);
            case LongDocument.MaxWindow(int window, int overlap) ->
                writer.writeByte(MAX_WINDOW).writeInt(window).writeInt(overlap);
            case LongDocument.Refuse() -> writer.writeByte(REFUSE).writeInt(0).writeInt(0);
        }
        writer.writeText(options.instruction());
    }

    static ScoringOptions decode(FrameReader reader) {
        int maxTokens = reader.readInt("max tokens per document", 0, Integer.MAX_VALUE);
        int mode = reader.readByte("what becomes of a long document");
        int window = reader.readInt("window tokens", 0, Integer.MAX_VALUE);
        int overlap = reader.readInt("overlap tokens", LongDocument.MaxWindow.OVERLAP_DEFAULT,
                Integer.MAX_VALUE);
        LongDocument longDocument = switch (mode) {
            case TRUNCATE -> new LongDocument.Truncate();
            case MAX_WINDOW -> new LongDocument.MaxWindow(window, overlap);
            case REFUSE -> new LongDocument.Refuse();
            default -> throw new CorruptedFrameException(
                    "what becomes of a long document must be 0 to 2, is " + mode);
        };
        return new ScoringOptions(reader.readText("instruction"), maxTokens, longDocument);
    }
}
