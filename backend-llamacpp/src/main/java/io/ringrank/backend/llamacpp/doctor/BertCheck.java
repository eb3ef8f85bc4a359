// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a file of the architecture {@code bert} (BERT and XLM-RoBERTa) has what llama.cpp's
 * graph with rank pooling uses, in the sizes that it assumes. One thread at a time.
 */
final class BertCheck {

    /** {@code LLAMA_MAX_LAYERS}. */
    private static final int LAYERS_MAX = 512;
    private static final int WIDTH_MAX = 1 << 16;
    private static final int TOKENS_MAX = 1 << 20;
    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");
    private static final String NO_HEAD = "choose a reranker, converted with its pooler and its"
            + " classifier; an embedding model has none";

    private final Metadata metadata;
    private final Findings findings;
    private final Map<String, GgufTensor> tensors;
    /** Those that nothing has asked for yet. */
    private final Set<String> unused = new LinkedHashSet<>();

    BertCheck(GgufHeader header, Metadata metadata, Findings findings) {
        this.metadata = metadata;
        this.findings = findings;
        this.tensors = LinkedHashMap.newLinkedHashMap(header.tensors().size());
        header.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        unused.addAll(tensors.keySet());
    }

    /** The numbers that shapes are made of. */
    private record Sizes(long width, long inner, long context, long layers, long keyWidth) {}

    void run(OptionalLong tokens) {
        long width = size("embedding_length", WIDTH_MAX);
        long inner = size("feed_forward_length", TOKENS_MAX);
        long context = size("context_length", TOKENS_MAX);
        long layers = size("block_count", LAYERS_MAX);
        long keyWidth = keyWidth(width);
        checkNumbers();
        checkWhatBertLacks();
        checkLabels();
        if (findings.isEmpty() && tokens.isPresent()) {
            checkTensors(new Sizes(width, inner, context, layers, keyWidth), tokens.getAsLong());
        }
    }

    private static String key(String name) {
        return "bert." + name;
    }

    /** Returns a required size from 1 to a bound; 0 after a finding. */
    private long size(String name, int most) {
        String key = key(name);
        if (!metadata.has(key)) {
            metadata.missing(key);
            return 0;
        }
        OptionalLong size = metadata.uint32(key);
        if (size.isEmpty()) {
            return 0;
        }
        if (size.getAsLong() < 1 || size.getAsLong() > most) {
            findings.add("the key " + key + " is " + size.getAsLong() + " and not from 1 to "
                    + most, Findings.CONVERT);
            return 0;
        }
        return size.getAsLong();
    }

    /** Returns the width of keys and values; heads share the width evenly, and groups share keys. */
    private long keyWidth(long width) {
        long heads = size("attention.head_count", WIDTH_MAX);
        long keyHeads = metadata.has(key("attention.head_count_kv"))
                ? size("attention.head_count_kv", WIDTH_MAX)
                : heads;
        if (width == 0 || heads == 0 || keyHeads == 0) {
            return 0;
        }
        if (width % heads != 0 || heads % keyHeads != 0) {
            findings.add("the keys bert.embedding_length " + width + ", bert.attention.head_count "
                    + heads + " and head_count_kv " + keyHeads + " do not divide each other",
                    Findings.CONVERT);
            return 0;
        }
        long headWidth = width / heads;
        for (String name : List.of("attention.key_length", "attention.value_length")) {
            OptionalLong length = metadata.uint32(key(name));
            if (length.isPresent() && length.getAsLong() != headWidth) {
                findings.add("the key " + key(name) + " is " + length.getAsLong()
                        + ", but a head of this model has a width of " + headWidth,
                        Findings.CONVERT);
            }
        }
        return headWidth * keyHeads;
    }

    private void checkNumbers() {
        String key = key("attention.layer_norm_epsilon");
        if (!metadata.has(key)) {
            metadata.missing(key);
        }
        OptionalDouble epsilon = metadata.float32(key);
        // Written so that NaN is a fault, too.
        if (epsilon.isPresent() && !(epsilon.getAsDouble() >= 0 && epsilon.getAsDouble() <= 1)) {
            findings.add("the key " + key + " is " + epsilon.getAsDouble() + " and not from 0 to 1",
                    Findings.CONVERT);
        }
        String causal = key("attention.causal");
        if (!metadata.has(causal)) {
            metadata.missing(causal);
        }
        metadata.truth(causal);
        metadata.uint32(key("pooling_type"));
    }

    /** llama.cpp asserts on these before it looks at the architecture. */
    private void checkWhatBertLacks() {
        for (String name : List.of("expert_count", "expert_used_count")) {
            OptionalLong experts = metadata.uint32(key(name));
            if (experts.isPresent() && experts.getAsLong() != 0) {
                findings.add("the key " + key(name) + " is " + experts.getAsLong()
                        + ", but this architecture has no experts", Findings.CONVERT);
            }
        }
        metadata.text(key("rope.scaling.type"))
                .filter(type -> !ROPE_SCALINGS.contains(type))
                .ifPresent(type -> findings.add("the key bert.rope.scaling.type is "
                        + Findings.quote(type) + ", which makes llama.cpp abort",
                        Findings.CONVERT));
    }

    /** llama.cpp b4916 gives room to one label and reads the scores of pairs at wrong places otherwise. */
    private void checkLabels() {
        String key = key("classifier.output_labels");
        metadata.array(key, GgufTexts.class, "array of string")
                .filter(labels -> labels.size() > 1)
                .ifPresent(labels -> findings.add("the key " + key + " has " + labels.size()
                        + " labels, and llama.cpp b4916 takes one", "choose a model with one"));
    }

    private void checkTensors(Sizes sizes, long tokens) {
        long n = sizes.width();
        OptionalLong types = metadata.uint32("tokenizer.ggml.token_type_count");
        if (types.isEmpty()) {
            metadata.missing("tokenizer.ggml.token_type_count");
            return;
        }
        weights("token_embd.weight", n, tokens);
        added("token_types.weight", n, types.getAsLong());
        weights("position_embd.weight", n, sizes.context());
        norm("token_embd_norm", n);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            checkLayer("blk." + layer + ".", sizes);
        }
        checkHead(n);
        unused.forEach(name -> findings.add("the tensor " + name
                + " is none that this architecture uses in " + sizes.layers() + " layers",
                Findings.CONVERT));
    }

    private void checkLayer(String block, Sizes sizes) {
        long n = sizes.width();
        linear(block + "attn_q", n, n);
        linear(block + "attn_k", n, sizes.keyWidth());
        linear(block + "attn_v", n, sizes.keyWidth());
        linear(block + "attn_output", n, n);
        norm(block + "attn_output_norm", n);
        linear(block + "ffn_up", n, sizes.inner());
        linear(block + "ffn_down", sizes.inner(), n);
        norm(block + "layer_output_norm", n);
    }

    /** Rank pooling ends the process without these; without the last it reads vectors as scores. */
    private void checkHead(long n) {
        for (String name : List.of("cls.weight", "cls.bias", "cls.output.weight",
                "cls.output.bias")) {
            if (!tensors.containsKey(name)) {
                findings.add("the tensor " + name + " is missing, so the file can't score pairs",
                        NO_HEAD);
                return;
            }
        }
        linear("cls", n, n);
        linear("cls.output", n, 1);
    }

    private void linear(String name, long in, long out) {
        weights(name + ".weight", in, out);
        added(name + ".bias", out);
    }

    private void norm(String name, long n) {
        added(name + ".weight", n);
        added(name + ".bias", n);
    }

    private void weights(String name, long... shape) {
        GgufTensor tensor = shaped(name, shape);
        if (tensor != null && tensor.type().filter(GgmlType::canBeWeights).isEmpty()) {
            findings.add("the tensor " + name + " has the type "
                    + tensor.type().map(GgmlType::name).orElse("?")
                    + ", which llama.cpp can't multiply", Findings.CONVERT);
        }
    }

    /** Returns a tensor of that shape, or null after a finding. */
    private @Nullable GgufTensor shaped(String name, long... shape) {
        GgufTensor tensor = tensors.get(name);
        unused.remove(name);
        if (tensor == null) {
            findings.add("the tensor " + name + " is missing", Findings.CONVERT);
            return null;
        }
        if (!withoutTrailingOnes(tensor.shape())
                .equals(withoutTrailingOnes(LongStream.of(shape).boxed().toList()))) {
            findings.add("the tensor " + name + " has the shape " + tensor.shape() + " and not "
                    + Arrays.toString(shape) + ", which the metadata call for",
                    Findings.CONVERT);
            return null;
        }
        return tensor;
    }

    /** To ggml a row is a matrix of one row. */
    private static List<Long> withoutTrailingOnes(List<Long> shape) {
        List<Long> sizes = new ArrayList<>(shape);
        while (!sizes.isEmpty() && sizes.getLast() == 1) {
            sizes.removeLast();
        }
        return sizes;
    }

    /** Tensors that are added or multiplied element by element: ggml aborts unless they are F32. */
    private void added(String name, long... shape) {
        GgufTensor tensor = shaped(name, shape);
        if (tensor != null && tensor.type().filter(GgmlType.F32::equals).isEmpty()) {
            findings.add("the tensor " + name + " has the type "
                    + tensor.type().map(GgmlType::name).orElse("?") + " and not F32",
                    Findings.CONVERT);
        }
    }
}
