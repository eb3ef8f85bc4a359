// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import java.nio.charset.StandardCharsets;

/**
 * What a request may say about how its pairs are made and scored. Part of a pair's key, since it
 * changes scores. Any thread.
 *
 * @param instruction what the model is asked to judge; empty for the model's own default. Models
 *        without instructions take the empty one only. At most {@value #INSTRUCTION_BYTES_MAX} bytes
 *        of UTF-8
 * @param maxTokensPerDocument most tokens of a document's text; 0 for as many as the model has room for
 * @param longDocument what becomes of a document that has more tokens than that
 */
public record ScoringOptions(String instruction, int maxTokensPerDocument,
        LongDocument longDocument) {

    public static final int INSTRUCTION_BYTES_MAX = 4096;

    /** The model's own instruction and room, and documents cut at their end. */
    public static final ScoringOptions DEFAULT =
            new ScoringOptions("", 0, new LongDocument.Truncate());

    public ScoringOptions {
        if (maxTokensPerDocument < 0) {
            throw new IllegalArgumentException(
                    "max tokens per document must not be negative, is " + maxTokensPerDocument);
        }
        int bytes = utf8(instruction).length;
        if (bytes > INSTRUCTION_BYTES_MAX) {
            throw new IllegalArgumentException("an instruction has at most " + INSTRUCTION_BYTES_MAX
                    + " bytes, this one has " + bytes);
        }
    }

    /** Bytes of the instruction in UTF-8. */
    public int instructionBytes() {
        return utf8(instruction).length;
    }

    /**
     * What goes into every key, the same for equal options only: the instruction comes last, so
     * nothing in it can be read as a number before it.
     */
    byte[] id() {
        String lengths = switch (longDocument) {
            case LongDocument.Truncate() -> "truncate";
            case LongDocument.MaxWindow(int window, int overlap) ->
                "window/" + window + '/' + overlap;
            case LongDocument.Refuse() -> "refuse";
        };
        return utf8(maxTokensPerDocument + "\n" + lengths + '\n' + instruction);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
