// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.model;

import io.ringrank.backend.llamacpp.gguf.GgufWriter;
import io.ringrank.backend.llamacpp.gguf.TensorRows;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes model files of a shape. The same shape and type give the same bytes everywhere. Any thread.
 */
public final class SyntheticModel {
    /*
     * Values of a layer's output have about the variance of its input, as in a freshly initialised
     * transformer: so nothing overflows, attention is neither even nor all on one token, and scores
     * differ from pair to pair. What llama.cpp adds and multiplies element by element must be F32,
     * and converters keep positions and types so; only matrices have the type that was asked for.
     */

    /** Part of the file name; changes with every change to the bytes. */
    static final int VERSION = 1;

    private static final float NORM_EPSILON = 1e-12f;
    private static final int POOLING_RANK = 4;
    private static final float BIAS_DEVIATION = 0.02f;
    /** Widens the scores, so that types and builds of llama.cpp can't confuse two pairs. */
    private static final float HEAD_GAIN = 4;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final ModelShape shape;
    private final TensorType type;
    private final GgufWriter file = new GgufWriter();

    private SyntheticModel(ModelShape shape, TensorType type) {
        this.shape = shape;
        this.type = type;
    }

    /**
     * The file in a directory, which is made if it is absent; written first if it is not there, which
     * takes a second for every 50 million weights.
     *
     * @throws IOException if it can't be written
     */
    public static Path in(Path directory, ModelShape shape, TensorType type) throws IOException {
        Path path = directory.resolve("synthetic-" + label(shape, type) + "-" + VERSION + ".gguf");
        // It is renamed into place when it is complete, so one that is there is whole.
        if (!Files.isRegularFile(path)) {
            Files.createDirectories(directory);
            new SyntheticModel(shape, type).generate().writeTo(path);
        }
        return path;
    }

    /** A name for reports, for example {@code minilm-l6-q8_0}. */
    public static String label(ModelShape shape, TensorType type) {
        return shape.name() + "-" + type.name().toLowerCase(Locale.ROOT);
    }

    private GgufWriter generate() {
        Vocabulary vocabulary = new Vocabulary(shape.family(), shape.vocabularyTokens());
        addFacts();
        vocabulary.addTo(file);
        int n = shape.width();
        matrix("token_embd.weight", 1, n, shape.vocabularyTokens());
        random("token_types.weight", TensorType.F32, 1, n, vocabulary.typeCount());
        random("position_embd.weight", TensorType.F32, 1, n, shape.contextTokens());
        norm("token_embd_norm");
        for (int layer = 0; layer < shape.layers(); layer++) {
            addLayer("blk." + layer + ".");
        }
        linear("cls", n, n);
        random("cls.output.weight", TensorType.F32, HEAD_GAIN / Math.sqrt(n), n, 1);
        random("cls.output.bias", TensorType.F32, BIAS_DEVIATION, 1);
        return file;
    }

    private void addFacts() {
        file.putString("general.architecture", "bert")
                .putString("general.type", "model")
                .putString("general.name", "synthetic " + label(shape, type))
                .putString("general.description", "Random weights in the shape of a known"
                        + " reranker, to measure with. Its scores mean nothing.")
                .putUint32("bert.block_count", shape.layers())
                .putUint32("bert.context_length", shape.contextTokens())
                .putUint32("bert.embedding_length", shape.width())
                .putUint32("bert.feed_forward_length", shape.inner())
                .putUint32("bert.attention.head_count", shape.heads())
                .putFloat32("bert.attention.layer_norm_epsilon", NORM_EPSILON)
                .putBoolean("bert.attention.causal", false)
                .putUint32("bert.pooling_type", POOLING_RANK)
                .putStrings("bert.classifier.output_labels", List.of("relevance"));
    }

    private void addLayer(String block) {
        int n = shape.width();
        for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
            linear(block + part, n, n);
        }
        norm(block + "attn_output_norm");
        linear(block + "ffn_up", n, shape.inner());
        linear(block + "ffn_down", shape.inner(), n);
        norm(block + "layer_output_norm");
    }

    private void linear(String name, int in, int out) {
        matrix(name + ".weight", 1 / Math.sqrt(in), in, out);
        random(name + ".bias", TensorType.F32, BIAS_DEVIATION, out);
    }

    private void norm(String name) {
        file.tensor(name + ".weight", TensorType.F32, (_, into) -> Arrays.fill(into, 1),
                shape.width());
        file.tensor(name + ".bias", TensorType.F32, (_, into) -> Arrays.fill(into, 0),
                shape.width());
    }

    private void matrix(String name, double deviation, long... sizes) {
        random(name, type, deviation, sizes);
    }

    private void random(String name, TensorType stored, double deviation, long... sizes) {
        file.tensor(name, stored, rows(name, deviation), sizes);
    }

    /** Even values of that standard deviation; each row has a seed of its own. */
    private static TensorRows rows(String name, double deviation) {
        float range = (float) (deviation * Math.sqrt(3));
        long seed = GOLDEN_GAMMA * name.hashCode();
        return (row, into) -> {
            SplittableRandom random = new SplittableRandom(seed + row);
            for (int i = 0; i < into.length; i++) {
                into[i] = range * (2 * random.nextFloat() - 1);
            }
        };
    }
}
