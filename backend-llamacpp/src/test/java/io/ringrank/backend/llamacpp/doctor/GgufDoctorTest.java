// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufReading;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.Headers;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault is put into the header of a model that is sound otherwise. */
class GgufDoctorTest {

    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String CHARSMAP = "tokenizer.ggml.precompiled_charsmap";

    @TempDir
    private static Path directory;
    private static GgufHeader sound;
    private static GgufHeader unigram;
    private static long fileBytes;

    @BeforeAll
    static void writeTheModels() throws Exception {
        byte[] file = Files.readAllBytes(new TinyBert().write(directory.resolve("bert.gguf")));
        sound = Headers.read(file);
        fileBytes = file.length;
        unigram = Headers.read(Files.readAllBytes(
                new TinyBert().unigram().write(directory.resolve("unigram.gguf"))));
    }

    private static Diagnosis examine(GgufHeader header) {
        return new Patient(header, fileBytes).examine();
    }

    private static List<String> reasons(GgufHeader header) {
        return new Patient(header, fileBytes).reasons();
    }

    private static String reason(GgufHeader header) {
        return new Patient(header, fileBytes).reason();
    }

    private static String reason(String key, GgufValue value) {
        return reason(Headers.with(sound, key, value));
    }

    private static GgufHeader tensor(String name, int type, List<Long> shape, long offset) {
        return Headers.with(sound, name, _ -> new GgufTensor(name, type, shape, offset));
    }

    private static GgufTensor tensor(String name) {
        return sound.tensors()
                .stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> words() {
        GgufTexts tokens = (GgufTexts) Objects.requireNonNull(sound.metadata().get(TOKENS));
        return new ArrayList<>(
                IntStream.range(0, TinyBert.textTokens()).mapToObj(tokens::get).toList());
    }

    @Test
    void finds_nothing_in_models_that_run() throws Exception {
        Files.createDirectories(directory.resolve("builtin"));
        List<Path> models = List.of(directory.resolve("bert.gguf"),
                directory.resolve("unigram.gguf"),
                new TinyBert().doubledVocabulary().write(directory.resolve("doubled.gguf")),
                new TinyBert().causal().write(directory.resolve("causal.gguf")),
                new TinyBert().sepIsUserDefined().write(directory.resolve("user.gguf")),
                BuiltinModel.writeTo(directory.resolve("builtin")));

        for (Path model : models) {
            assertThat(GgufDoctor.examine(model, DoctorOptions.STRICT)).as(model.toString())
                    .isNotInstanceOf(Diagnosis.Refused.class);
        }
    }

    @Test
    void finds_nothing_in_what_files_may_do() {
        assertThat(examine(Headers.without(Headers.without(sound, SCORES), TYPES)))
                .isNotInstanceOf(Diagnosis.Refused.class);
        assertThat(examine(Headers.with(sound, "tokenizer.ggml.padding_token_id",
                Headers.uint32(0xFFFF_FFFFL)))).isNotInstanceOf(Diagnosis.Refused.class);
        assertThat(examine(Headers.with(sound, "bert.rope.scaling.type",
                new GgufValue.Text("linear")))).isNotInstanceOf(Diagnosis.Refused.class);
        assertThat(
                examine(Headers.with(unigram, CHARSMAP, Headers.uint8s(4, 0, 0, 0, 9, 9, 9, 9, 0))))
                .isNotInstanceOf(Diagnosis.Refused.class);
    }

    @Test
    void says_where_a_file_is_no_gguf_file() throws Exception {
        Path text = Files.writeString(directory.resolve("text.gguf"), "not a model");

        assertThat(((Diagnosis.Refused) GgufDoctor.examine(text, DoctorOptions.STRICT)).reasons())
                .containsExactly(
                        "it is not a GGUF file that can be read: at byte 0: expected the letters GGUF, found"
                                + " 0x6e6f7420: fetch the file again and compare its SHA-256");
        assertThatIOException()
                .isThrownBy(
                        () -> GgufDoctor.examine(directory.resolve("absent"), DoctorOptions.STRICT))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refuses_tensors_that_do_not_tile_the_file() {
        GgufTensor second = sound.tensors().get(1);
        assertThat(reason(tensor(second.name(), second.typeCode(), second.shape(), 4096)))
                .contains("the tensor " + second.name() + " begins at 4096 of the data and not at "
                        + second.offset());
        assertThat(reason(Headers.with(sound, tensors -> {
            Collections.swap(tensors, 3, 4);
            return tensors;
        }))).contains(sound.tensors().get(4).name()).contains("behind the one before it");
        assertThat(((Diagnosis.Refused) GgufDoctor.examine(new GgufReading.Read(sound),
                fileBytes - 32, DoctorOptions.STRICT)).reasons().getFirst())
                .startsWith("the tensor cls.output.bias has 4 bytes, but the file ends 0 bytes"
                        + " after its start: fetch the file again");
        assertThat(((Diagnosis.Refused) GgufDoctor.examine(new GgufReading.Read(sound), 100,
                DoctorOptions.STRICT))
                .reasons()
                .getFirst()).contains("ends 0 bytes after its start");
    }

    @Test
    void refuses_types_and_shapes_that_ggml_can_not_store() {
        List<Long> shape = tensor("cls.weight").shape();
        long offset = tensor("cls.weight").offset();

        assertThat(reasons(tensor("cls.weight", 4, shape, offset)).getFirst())
                .startsWith("the tensor cls.weight has the type 4, which is none of ggml's");
        assertThat(reasons(tensor("cls.weight", -1, shape, offset)).getFirst())
                .contains("the type 4294967295");
        assertThat(reasons(tensor("cls.weight", 8, shape, offset)).getFirst())
                .contains("rows of 16 values, but Q8_0 stores them in blocks of 32");
        assertThat(reasons(tensor("cls.weight", 0, List.of(16L, 0L), offset)).getFirst())
                .contains("the shape [16, 0], with a size that is not positive");
        assertThat(reasons(tensor("cls.weight", 0, List.of(1L << 40, 1L << 40), offset)).getFirst())
                .contains("more than any file can hold");
        assertThat(reasons(tensor("cls.weight", 28, List.of(1L << 60, 4L), offset)).getFirst())
                .contains("more than any file can hold");
    }

    @Test
    void refuses_a_tensor_that_is_there_twice_and_a_file_without_any() {
        GgufTensor last = sound.tensors().getLast();
        GgufHeader twice = Headers.with(sound, tensors -> {
            tensors.add(new GgufTensor("cls.bias", 0, List.of(1L), last.offset() + 32));
            return tensors;
        });
        Diagnosis diagnosis = GgufDoctor.examine(new GgufReading.Read(twice), fileBytes + 32,
                DoctorOptions.STRICT);

        assertThat(((Diagnosis.Refused) diagnosis).reasons())
                .anyMatch(reason -> reason.startsWith("the tensor cls.bias is there twice"));
        assertThat(reasons(Headers.with(sound, _ -> List.of())).getFirst())
                .startsWith("the file has no tensors, so it is a vocabulary and not a model");
    }

    @Test
    void refuses_a_part_of_a_model_and_an_unknown_architecture() {
        assertThat(reason("split.count", new GgufValue.Int(ValueType.UINT16, 2)))
                .startsWith("the key split.count says that this is one part of several: merge");
        assertThat(reason("general.architecture", new GgufValue.Text("nobody\n")))
                .startsWith(
                        "the key general.architecture is 'nobody\\u000a', which is not a reranker");
        assertThat(reason(Headers.without(sound, "general.architecture")))
                .startsWith("the key general.architecture is missing");
        assertThat(reason("general.architecture", new GgufValue.Truth(true)))
                .startsWith("the key general.architecture must have the type string and has bool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"block_count", "context_length", "embedding_length",
        "feed_forward_length", "attention.head_count"})
    void refuses_sizes_that_are_missing_or_out_of_bounds(String name) {
        String key = "bert." + name;

        assertThat(reason(Headers.without(sound, key))).isEqualTo("the key " + key
                + " is missing: " + Findings.CONVERT);
        assertThat(reason(key, Headers.uint32(0))).startsWith("the key " + key
                + " is 0 and not from 1 to");
        assertThat(reason(key, Headers.uint32(0xFFFF_FFFFL))).contains("is 4294967295 and not");
        assertThat(reason(key, Headers.int32s(2, 2))).contains("and has array of int32");
    }

    @Test
    void refuses_heads_that_do_not_divide_the_width() {
        assertThat(reason("bert.attention.head_count", Headers.uint32(3)))
                .contains("do not divide each other");
        assertThat(reason("bert.attention.head_count_kv", Headers.uint32(4)))
                .contains("do not divide each other");
        assertThat(reason("bert.attention.head_count_kv", Headers.uint32(0)))
                .contains("head_count_kv is 0");
        assertThat(reason("bert.attention.key_length", Headers.uint32(4)))
                .contains("is 4, but a head of this model has a width of 8");
        assertThat(reason("bert.attention.value_length", Headers.uint32(4)))
                .contains("is 4, but a head");
    }

    @Test
    void refuses_numbers_that_llama_cpp_asserts_on() {
        for (float epsilon : new float[]{Float.NaN, Float.POSITIVE_INFINITY, -1, 2}) {
            assertThat(reason("bert.attention.layer_norm_epsilon",
                    new GgufValue.Real(ValueType.FLOAT32, epsilon)))
                    .endsWith(
                            "is " + (double) epsilon + " and not from 0 to 1: " + Findings.CONVERT);
        }
        assertThat(reason("bert.expert_count", Headers.uint32(300))).contains("no experts");
        assertThat(reason("bert.expert_used_count", Headers.uint32(1))).contains("no experts");
        assertThat(reason("bert.rope.scaling.type", new GgufValue.Text("bent")))
                .contains("'bent', which makes llama.cpp abort");
        assertThat(reason(Headers.without(sound, "bert.attention.causal")))
                .contains("causal is missing");
        assertThat(reason(Headers.without(sound, "bert.attention.layer_norm_epsilon")))
                .contains("epsilon is missing");
    }

    @Test
    void refuses_a_file_without_a_head() {
        for (String name : List.of("cls.output.weight", "cls.output.bias")) {
            assertThat(reasons(renamed(name)).getFirst()).startsWith("the tensor " + name
                    + " is missing, so the file can't score pairs: choose a reranker");
        }
        for (String name : List.of("cls.weight", "cls.bias")) {
            assertThat(reasons(renamed(name)).getFirst())
                    .startsWith("the tensor " + name + " is missing: ");
        }
    }

    private static GgufHeader renamed(String tensor) {
        return Headers.with(sound, tensor,
                t -> new GgufTensor("other", t.typeCode(), t.shape(), t.offset()));
    }

    @Test
    void refuses_a_model_with_two_labels() {
        assertThat(reason("bert.classifier.output_labels", Headers.texts(List.of("no", "yes"))))
                .contains("has 2 labels, and a reranker has one score");
        GgufTensor bias = tensor("cls.output.bias");
        assertThat(reason(tensor(bias.name(), 0, List.of(2L), bias.offset())))
                .contains("the tensor cls.output.bias has the shape [2] and not [1]");
    }

    @Test
    void refuses_a_tensor_that_the_metadata_do_not_call_for() {
        GgufHeader shorter = Headers.without(Headers.without(sound, SCORES), TYPES);
        assertThat(reason(Headers.with(shorter, TOKENS, Headers.texts(words().subList(0, 13)))))
                .contains("the tensor token_embd.weight has the shape [16, 14] and not [16, 13]");
        assertThat(reason("bert.context_length", Headers.uint32(33)))
                .contains("position_embd.weight has the shape [16, 32] and not [16, 33]");
        assertThat(reason("tokenizer.ggml.token_type_count", Headers.uint32(1)))
                .contains("token_types.weight has the shape [16, 2] and not [16, 1]");
        assertThat(reason(Headers.without(sound, "tokenizer.ggml.token_type_count")))
                .contains("token_type_count is missing");
    }

    @Test
    void refuses_types_that_ggml_can_not_compute_with() {
        GgufTensor bias = tensor("blk.0.attn_q.bias");
        // As many bytes as before, so that the tensors behind it stay where they are.
        assertThat(reason(tensor(bias.name(), 26, bias.shape(), bias.offset())))
                .contains("the tensor blk.0.attn_q.bias has the type I32 and not F32");
        GgufTensor weight = tensor("blk.0.attn_q.weight");
        assertThat(reason(tensor(weight.name(), 26, weight.shape(), weight.offset())))
                .contains("attn_q.weight has the type I32, which llama.cpp can't multiply");
    }

    @Test
    void refuses_tensors_that_nothing_uses_and_keys_of_a_wrong_type() {
        // llama.cpp refuses both, too, but not in words that help.
        assertThat(reasons(Headers.with(sound, "bert.block_count", Headers.uint32(1))).getFirst())
                .startsWith("the tensor blk.1.attn_q.weight is none that this architecture uses in"
                        + " 1 layers");
        for (String key : List.of("tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token",
                "tokenizer.ggml.add_sep_token", "tokenizer.ggml.add_space_prefix",
                "tokenizer.ggml.remove_extra_whitespaces")) {
            assertThat(reason(key, new GgufValue.Int(ValueType.INT8, 1)))
                    .startsWith("the key " + key + " must have the type bool and has int8");
        }
        assertThat(reason("bert.pooling_type", new GgufValue.Text("rank")))
                .contains("must have the type uint32 and has string");
    }

    @Test
    void lists_the_first_reasons_and_counts_the_rest() {
        List<String> reasons = reasons(Headers.with(sound, "bert.block_count", Headers.uint32(40)));

        assertThat(reasons).hasSize(Findings.REASONS_MAX + 1);
        assertThat(Set.copyOf(reasons)).hasSameSizeAs(reasons);
        assertThat(reasons.getFirst()).startsWith("the tensor blk.2.attn_q.weight is missing");
        // 38 layers of 16 tensors.
        assertThat(reasons.getLast()).startsWith("the file has 598 more faults of these kinds");
    }
}
