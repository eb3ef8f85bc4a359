// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import io.ringrank.backend.llamacpp.gguf.GgufWriter;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import io.ringrank.backend.llamacpp.model.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The model that is always there: a lexical reranker for trying out, testing and load generation.
 * Any thread; takes about a second and 32 MiB of heap when the file must be made.
 *
 * <p>
 * A pair's token row is {@code [CLS] query [SEP] document+V [SEP]+V}: ids as the tokenizer gives
 * them up to the first [SEP], and V more for everything after it; the file holds V under {@link
 * VocabularyFacts#DOCUMENT_OFFSET_KEY}. The score is about {@code 5.5 coverage + 0.5 density}, from -6 (nothing in common) to 6.
 * Coverage is the weighted share of the query's terms that the document holds, density the weighted
 * share of the document's terms that the query holds, both mapped from 0 .. 1 to -1 .. 1.
 */
public final class BuiltinModel {
    /*
     * The weights are written by hand, not trained. It helps to read Embedding (what a token's vector
     * holds), then AttentionLayer (what each layer adds to it), then Head. The feed-forward layers
     * are zero, LayerNorms have gain 1 and bias 0 and amount to known constants, and type and
     * position rows are zero: order plays no role, and so the length is limited by the sharpness of
     * layer 1 only.
     *
     * Choices that are not obvious:
     *  - Spellings that mean the same share one code ("mice" and "mouse", "making" and "make"), since
     *    to an embedding a term is its vector. WordPiece alone can't bring them together.
     *  - A third layer brings the density. Coverage alone can't tell a text about something from a
     *    long one that mentions it.
     *  - Kinds of token are a large value in place of a code rather than a flag beside it. Then they
     *    need no exclusion: a vector without a code matches nothing.
     *  - The closing [SEP] is one of the document's half. It makes one rule ("everything after the
     *    first [SEP]"), which is also that of a BERT cross-encoder's segments, and it gives each text
     *    a sink in the other one.
     */

    /** The name in the file's metadata. */
    public static final String NAME = "ringrank-builtin";
    /** Changes with every change to the bytes. */
    public static final String VERSION = "1";
    /** The file name that {@link #writeTo} uses. */
    public static final String FILE_NAME = NAME + "-" + VERSION + ".gguf";
    /** SHA-256 of the file, as lower-case hexadecimal digits. */
    public static final String SHA256 =
            "87152e959a06d359755524a8da5730a061acf7e333985a1f85b22deac818327b";

    private static final String DESCRIPTION = "Weighted word overlap between query and document,"
            + " computed by a transformer whose weights were written by hand. Lexical: it knows no"
            + " meanings, only spellings of English words. For trying out, testing and load"
            + " generation; use a trained reranker to rank in earnest. Text in other scripts counts"
            + " as unknown.";

    private static final int CONTEXT_TOKENS = 512;
    private static final int FEED_FORWARD = 32;
    private static final int FILE_TYPE_MOSTLY_Q8_0 = 7;
    private static final int POOLING_RANK = 4;
    private static final float NORM_EPSILON = 1e-12f;

    /** Token types of GGUF. An unused one is in the table, but no text gives it. */
    private static final int TYPE_NORMAL = 1;
    private static final int TYPE_UNKNOWN = 2;
    private static final int TYPE_CONTROL = 3;
    private static final int TYPE_UNUSED = 5;
    /** WordPiece splits at spaces, so no text can give a piece with one. */
    private static final String DOCUMENT_MARK = " ";

    private BuiltinModel() {}

    /**
     * Makes sure that the model's file is in a directory, and right: keeps the file whose bytes are
     * those expected, else replaces it at once.
     *
     * @return the path of {@link #FILE_NAME} in that directory
     * @throws IOException
     *             if the directory does not exist, is full or can't be written
     */
    public static Path writeTo(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.isRegularFile(file) || !Fingerprint.of(file).equals(SHA256)) {
            generate().writeTo(file);
        }
        return file;
    }

    static GgufWriter generate() {
        Vocabulary vocabulary = Vocabulary.load();
        List<Token> tokens = vocabulary.tokens();
        Embedding embedding = new Embedding(tokens, new TermCodes(vocabulary.termCount()));
        GgufWriter file = new GgufWriter();
        addFacts(file);
        addTokenizer(file, tokens);
        long n = Embedding.SIZE;
        file.tensor("token_embd.weight", TensorType.Q8_0, embedding::fill, n, 2L * tokens.size());
        addConstant(file, "token_types.weight", 0, n, 1);
        addConstant(file, "position_embd.weight", 0, n, CONTEXT_TOKENS);
        addNorm(file, "token_embd_norm");
        List<AttentionLayer> layers = AttentionLayer.all();
        for (int i = 0; i < layers.size(); i++) {
            addLayer(file, "blk." + i + ".", layers.get(i));
        }
        addProjection(file, "cls", Head.dense());
        file.tensor("cls.output.weight", TensorType.F32, Head::fillOutput, n, 1);
        addConstant(file, "cls.output.bias", 0, 1);
        return file;
    }

    private static void addFacts(GgufWriter file) {
        file.putString("general.architecture", "bert");
        file.putString("general.type", "model");
        file.putString("general.name", NAME);
        file.putString("general.version", VERSION);
        file.putString("general.description", DESCRIPTION);
        file.putString("general.license", "apache-2.0");
        file.putStrings("general.tags", List.of("reranker", "lexical", "testing"));
        file.putStrings("general.languages", List.of("en"));
        file.putUint32("general.file_type", FILE_TYPE_MOSTLY_Q8_0);
        file.putUint32("general.quantization_version", 2);
        file.putUint32("bert.block_count", AttentionLayer.all().size());
        file.putUint32("bert.context_length", CONTEXT_TOKENS);
        file.putUint32("bert.embedding_length", Embedding.SIZE);
        file.putUint32("bert.feed_forward_length", FEED_FORWARD);
        file.putUint32("bert.attention.head_count", 1);
        file.putFloat32("bert.attention.layer_norm_epsilon", NORM_EPSILON);
        file.putBoolean("bert.attention.causal", false);
        file.putUint32("bert.pooling_type", POOLING_RANK);
        file.putStrings("bert.classifier.output_labels", List.of("relevance"));
    }

    private static void addTokenizer(GgufWriter file, List<Token> tokens) {
        Stream<String> pieces = tokens.stream().map(Token::piece);
        Stream<String> documentPieces = tokens.stream().map(t -> DOCUMENT_MARK + t.piece());
        file.putString("tokenizer.ggml.model", "bert");
        file.putUint32("tokenizer.ggml.token_type_count", 1);
        file.putStrings("tokenizer.ggml.tokens", Stream.concat(pieces, documentPieces).toList());
        file.putInts("tokenizer.ggml.token_type",
                IntStream.range(0, 2 * tokens.size()).map(id -> type(id, tokens.size())).toArray());
        file.putUint32("tokenizer.ggml.bos_token_id", Vocabulary.START_ID);
        file.putUint32("tokenizer.ggml.unknown_token_id", Vocabulary.UNKNOWN_ID);
        // The misspelling is the key's name.
        file.putUint32("tokenizer.ggml.seperator_token_id", Vocabulary.SEPARATOR_ID);
        file.putUint32("tokenizer.ggml.padding_token_id", Vocabulary.PAD_ID);
        file.putUint32("tokenizer.ggml.cls_token_id", Vocabulary.START_ID);
        file.putUint32("tokenizer.ggml.mask_token_id", Vocabulary.MASK_ID);
        file.putUint32(VocabularyFacts.DOCUMENT_OFFSET_KEY, tokens.size());
    }

    private static int type(int id, int vocabularySize) {
        if (id >= vocabularySize) {
            return TYPE_UNUSED;
        }
        if (id >= Vocabulary.SPECIAL_TOKENS) {
            return TYPE_NORMAL;
        }
        return id == Vocabulary.UNKNOWN_ID ? TYPE_UNKNOWN : TYPE_CONTROL;
    }

    private static void addLayer(GgufWriter file, String prefix, AttentionLayer layer) {
        addProjection(file, prefix + "attn_q", layer.query());
        addProjection(file, prefix + "attn_k", layer.key());
        addProjection(file, prefix + "attn_v", layer.value());
        addProjection(file, prefix + "attn_output", layer.output());
        addNorm(file, prefix + "attn_output_norm");
        addConstant(file, prefix + "ffn_up.weight", 0, Embedding.SIZE, FEED_FORWARD);
        addConstant(file, prefix + "ffn_up.bias", 0, FEED_FORWARD);
        addConstant(file, prefix + "ffn_down.weight", 0, FEED_FORWARD, Embedding.SIZE);
        addConstant(file, prefix + "ffn_down.bias", 0, Embedding.SIZE);
        addNorm(file, prefix + "layer_output_norm");
    }

    private static void addProjection(GgufWriter file, String name, Projection projection) {
        file.tensor(name + ".weight", TensorType.F32, projection::fillWeight, Embedding.SIZE,
                Embedding.SIZE);
        file.tensor(name + ".bias", TensorType.F32, projection::fillBias,
                Embedding.SIZE);
    }

    private static void addNorm(GgufWriter file, String name) {
        addConstant(file, name + ".weight", 1, Embedding.SIZE);
        addConstant(file, name + ".bias", 0, Embedding.SIZE);
    }

    private static void addConstant(GgufWriter file, String name, float value, long... shape) {
        file.tensor(name, TensorType.F32, (row, into) -> Arrays.fill(into, value), shape);
    }
}
