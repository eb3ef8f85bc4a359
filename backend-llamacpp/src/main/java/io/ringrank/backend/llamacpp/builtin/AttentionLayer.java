// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static io.ringrank.backend.llamacpp.builtin.Embedding.AVERAGE;
import static io.ringrank.backend.llamacpp.builtin.Embedding.CODE;
import static io.ringrank.backend.llamacpp.builtin.Embedding.DENSITY;
import static io.ringrank.backend.llamacpp.builtin.Embedding.IGNORED;
import static io.ringrank.backend.llamacpp.builtin.Embedding.KIND_VALUE;
import static io.ringrank.backend.llamacpp.builtin.Embedding.MATCH;
import static io.ringrank.backend.llamacpp.builtin.Embedding.SEGMENT;
import static io.ringrank.backend.llamacpp.builtin.Embedding.SEPARATOR;
import static io.ringrank.backend.llamacpp.builtin.Embedding.SIZE;
import static io.ringrank.backend.llamacpp.builtin.Embedding.SQUARED_NORM;
import static io.ringrank.backend.llamacpp.builtin.Embedding.START;
import static io.ringrank.backend.llamacpp.builtin.Embedding.WEIGHT;

import java.util.List;

/**
 * The four projections of one attention layer with a single head. Any thread once built.
 */
record AttentionLayer(Projection query, Projection key, Projection value, Projection output) {
    /*
     * A token i looks at a token j with the logit q_i . k_j / sqrt(SIZE). The constants below are
     * those logits; the square root and the scale of LayerNorm are taken out by "scale", which is
     * what one unit of the embedding has become in the layer's input.
     *
     * Layer 1, match. Logit of i on j, in units of SHARPNESS:
     *
     *     code_i . code_j                     128 for the same term, at most 64 for another one
     *   + OTHER_TEXT if j is in the other text, else - OTHER_TEXT
     *   + SINK if j is a [SEP]
     *
     *     the same term in the other text     128 + OTHER_TEXT     found: value +1
     *     the [SEP] of the other text          96 + OTHER_TEXT     not found: value -1
     *     another term in the other text    <= 64 + OTHER_TEXT
     *     the token itself                    128 - OTHER_TEXT
     *     [CLS], ignored, either text         <= 0 + OTHER_TEXT
     *
     * Each line is at least 32 units below the line that must win, 16 as a logit, which leaves e^-16
     * for each of at most 512 tokens. Tokens without a code end at the [SEP]. A pair therefore needs
     * both of its [SEP], the second one with the id of the document's half.
     *
     * Layer 2, average. [CLS] looks at the terms of the query, [SEP] at those of the document, both
     * with the logarithm of the weight as the logit, so the softmax weighs by the weight itself.
     * Everything else is far below. Where a text has no term at all, the specials of either text
     * win, and their match is -1. Other tokens get an average that nobody reads.
     *
     * Layer 3, carry: [CLS] copies the average of [SEP].
     */

    /** Logit of one unit of dot product in layer 1: 32 x 0.5 is above ln(512) + 8. */
    private static final double SHARPNESS = 0.5;
    private static final double OTHER_TEXT = 64;
    private static final double SINK = (TermCodes.BITS + TermCodes.LARGEST_DOT) / 2.0;
    /** A logit difference that nothing comes back from. */
    private static final double FAR = 20;

    /** Returns the layers in order. */
    static List<AttentionLayer> all() {
        return List.of(match(), average(), carry());
    }

    private static AttentionLayer empty() {
        return new AttentionLayer(new Projection(), new Projection(), new Projection(),
                new Projection());
    }

    private static AttentionLayer match() {
        AttentionLayer layer = empty();
        double scale = scale(0);
        double unit = StrictMath.sqrt(SHARPNESS * StrictMath.sqrt(SIZE)) / scale;
        for (int bit = 0; bit < TermCodes.BITS; bit++) {
            layer.query.add(CODE + bit, CODE + bit, unit);
            layer.key.add(CODE + bit, CODE + bit, unit);
        }
        layer.query.add(SEGMENT, SEGMENT, unit);
        layer.key.add(SEGMENT, SEGMENT, -unit * OTHER_TEXT);
        layer.query.addConstant(SEPARATOR, unit * scale);
        layer.key.add(SEPARATOR, SEPARATOR, unit * SINK / KIND_VALUE);

        layer.value.addConstant(MATCH, 1);
        for (int kind : List.of(START, SEPARATOR, IGNORED)) {
            layer.value.add(MATCH, kind, -2 / (scale * KIND_VALUE));
        }
        layer.writePair(MATCH, MATCH, scale);
        return layer;
    }

    private static AttentionLayer average() {
        AttentionLayer layer = empty();
        double scale = scale(1);
        double unit = StrictMath.sqrt(StrictMath.sqrt(SIZE)) / scale;
        for (int reader : List.of(START, SEPARATOR)) {
            layer.query.add(WEIGHT, reader, unit / KIND_VALUE);
            layer.query.add(IGNORED, reader, unit / KIND_VALUE);
        }
        layer.query.add(SEGMENT, START, unit / KIND_VALUE);
        layer.query.add(SEGMENT, SEPARATOR, -unit / KIND_VALUE);

        layer.key.add(WEIGHT, WEIGHT, unit * Embedding.halfLogRange());
        layer.key.add(SEGMENT, SEGMENT, unit * FAR);
        for (int kind : List.of(START, SEPARATOR, IGNORED)) {
            layer.key.add(IGNORED, kind, -unit * FAR / KIND_VALUE);
        }
        layer.value.add(MATCH, MATCH, 1 / scale);
        layer.writePair(AVERAGE, MATCH, scale);
        return layer;
    }

    private static AttentionLayer carry() {
        AttentionLayer layer = empty();
        double scale = scale(1);
        double unit = StrictMath.sqrt(StrictMath.sqrt(SIZE)) / scale;
        layer.query.add(SEPARATOR, START, unit / KIND_VALUE);
        layer.key.add(SEPARATOR, SEPARATOR, unit * FAR / KIND_VALUE);
        layer.value.add(AVERAGE, AVERAGE, 1 / scale);
        layer.writePair(DENSITY, AVERAGE, scale);
        return layer;
    }

    /** Adds what the head read from {@code from} as a pair, so that the mean stays zero. */
    private void writePair(int to, int from, double factor) {
        output.add(to, from, factor).add(to + 1, from, -factor);
    }

    /**
     * Returns what LayerNorm makes of one unit of the embedding after so many layers have added a
     * pair of norm sqrt(2). An average is mostly smaller than 1, which the constant ignores: the
     * error is below a hundredth, in the scale alone.
     */
    static double scale(int layers) {
        return StrictMath.sqrt(SIZE / (SQUARED_NORM + 2 * layers));
    }
}
