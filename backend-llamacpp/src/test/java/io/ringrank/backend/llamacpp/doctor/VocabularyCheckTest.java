// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.Headers;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault is put into the header of a model that is sound otherwise. */
class VocabularyCheckTest {

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

    private static String reason(GgufHeader header) {
        return new Patient(header, fileBytes).reason();
    }

    private static String reason(String key, GgufValue value) {
        return reason(Headers.with(sound, key, value));
    }

    private static List<String> words() {
        GgufTexts tokens = (GgufTexts) Objects.requireNonNull(sound.metadata().get(TOKENS));
        return new ArrayList<>(
                IntStream.range(0, TinyBert.textTokens()).mapToObj(tokens::get).toList());
    }

    @Test
    void refuses_a_vocabulary_with_a_token_twice() {
        List<String> words = words();
        words.set(6, words.get(5));
        assertThat(reason(TOKENS, Headers.texts(words))).startsWith("in tokenizer.ggml.tokens the"
                + " token '▁apple' is there twice, as 5 and 6, which makes llama.cpp abort");
        // To llama.cpp a text ends at its first zero byte, and an empty one gets a name.
        words.set(6, words.get(5) + "\0more");
        assertThat(reason(TOKENS, Headers.texts(words))).contains("is there twice, as 5 and 6");
        words.set(6, "");
        words.set(7, "[EMPTY_6]");
        assertThat(reason(TOKENS, Headers.texts(words)))
                .contains("'[EMPTY_6]' is there twice, as 6 and 7");
    }

    @Test
    void refuses_a_vocabulary_that_is_not_there_or_no_texts() {
        assertThat(reason(Headers.without(sound, TOKENS))).startsWith("the key " + TOKENS
                + " is missing");
        assertThat(reason(TOKENS, Headers.int32s(1, 2)))
                .contains("must have the type array of string and has array of int32");
        assertThat(reason("tokenizer.ggml.model", new GgufValue.Text("llama")))
                .isEqualTo("the key tokenizer.ggml.model is 'llama', and rerankers of the"
                        + " architecture bert have bert, t5 or gpt2: choose a file of a known"
                        + " reranker");
    }

    @Test
    void refuses_arrays_that_do_not_fit_the_vocabulary() {
        assertThat(reason(SCORES, Headers.float32s(new float[13])))
                .contains("has 13 elements for the 14 tokens of " + TOKENS);
        assertThat(reason(TYPES, Headers.int32s(new int[15]))).contains("has 15 elements");
        assertThat(reason(TYPES, Headers.float32s(new float[14])))
                .contains("must have the type array of int32 and has array of float32");
        assertThat(reason(SCORES, Headers.int32s(new int[14])))
                .contains("must have the type array of float32 and has array of int32");
        int[] types = new int[14];
        Arrays.fill(types, 1);
        types[9] = 7;
        assertThat(reason(TYPES, Headers.int32s(types))).contains("of the token 9 is 7");
        types[9] = 6;
        assertThat(reason(TYPES, Headers.int32s(types))).contains("makes llama.cpp abort");
        float[] scores = new float[14];
        scores[3] = Float.NaN;
        assertThat(reason(SCORES, Headers.float32s(scores)))
                .contains("of the token 3 is not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bos", "unknown", "seperator", "mask"})
    void refuses_a_default_id_behind_the_vocabulary(String name) {
        String key = "tokenizer.ggml." + name + "_token_id";

        assertThat(reason(Headers.without(sound, key))).startsWith("the key " + key
                + " names no token, and llama.cpp's default 10");
        assertThat(reason(key, Headers.uint32(0xFFFF_FFFFL))).contains("llama.cpp's default 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bos", "eos", "unknown", "seperator", "padding", "mask", "cls", "eot",
        "eom", "fim_pre", "fim_suf", "fim_mid", "fim_pad", "fim_rep", "fim_sep", "prefix",
        "suffix", "middle"})
    void refuses_an_id_behind_the_vocabulary(String name) {
        String key = "tokenizer.ggml." + name + "_token_id";

        assertThat(reason(key, Headers.uint32(14))).startsWith("the key " + key
                + " is 14, but the vocabulary has 14 tokens");
        assertThat(reason(key, new GgufValue.Int(ValueType.INT32, -1)))
                .contains("must have the type uint32 and has int32");
    }

    @Test
    void refuses_a_character_table_that_leads_outside() {
        for (GgufValue table : List.of(Headers.uint8s(), Headers.uint8s(0, 0, 0, 0),
                Headers.uint8s(0, 0, 0, 0, 1), Headers.uint8s(1, 0, 0, 0, 0),
                Headers.uint8s(0, 0, 0, 0x80, 0), Headers.int32s(0, 0, 0, 0, 0))) {
            assertThat(reason(Headers.with(unigram, CHARSMAP, table)))
                    .startsWith("the key " + CHARSMAP + " is no table of characters");
        }
    }

    @Test
    void refuses_a_document_offset_that_the_layout_refuses() {
        assertThat(reason("ringrank.document_vocab_offset", Headers.uint32(8)))
                .contains("must be 1 to 7, half of the vocabulary; it is '8'");
    }
}
