// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.gateway.app.LocalModelInspection;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufInspectCommandTest {

    @TempDir
    private static Path directory;
    private static Path builtin;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void writeTheModel() throws Exception {
        builtin = BuiltinModel.writeTo(directory);
    }

    private int run(String... arguments) {
        CliContext context = new CliContext(Map.of(), null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, new FakeServer(),
                List.of(GgufCommand.extension(new LocalModelInspection()))).run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shows_the_verdict_first_then_columns() {
        assertThat(run("gguf", "inspect", builtin.toString(), "--lanes", "2")).isZero();

        assertThat(out()).startsWith("""
                                     ok

                                     model
                                       name          ringrank-builtin
                                       architecture  bert, family BERT
                                     """)
                .contains("""
                            context       512 tokens
                          """, """
                                 pair          [CLS] q [SEP] d [SEP]
                                 head          pooler and classifier relevance, pooling rank
                               """, """
                                    memory in MiB on the processor
                                      llama.cpp                             b4916         0.5.0
                                      engines x lanes x tokens        2 x 1 x 512   1 x 2 x 512
                                    """, """

                                         tensors
                                           Q8_0  1 tensor""");
        assertThat(out().lines()).allMatch(line -> line.equals(line.stripTrailing()));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void prints_one_json_object() throws Exception {
        assertThat(run("gguf", "inspect", "--json", "--lanes", "2", "--tokens-per-batch", "640",
                builtin.toString())).isZero();

        assertThat(out()).hasLineCount(1);
        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(json.path("verdict").asText()).isEqualTo("ok");
        assertThat(json.path("reasons")).isEmpty();
        assertThat(json.path("model").path("family").asText()).isEqualTo("BERT");
        assertThat(json.path("model").path("labels").get(0).asText()).isEqualTo("relevance");
        assertThat(json.path("memory").findValuesAsText("llama_cpp"))
                .containsExactly("b4916", "0.5.0");
        assertThat(json.path("memory").findValuesAsText("engines")).containsExactly("2", "1");
        assertThat(json.path("memory").findValuesAsText("tokens_per_batch"))
                .containsExactly("640", "640");
        JsonNode first = json.path("memory").get(0);
        assertThat(first.path("total_bytes").asLong())
                .isGreaterThan(2 * first.path("lane").path("graph_bytes").asLong());
        assertThat(json.path("tensors").get(0).path("type").asText()).isEqualTo("Q8_0");
    }

    @Test
    void says_why_a_file_is_refused_and_fails() throws Exception {
        byte[] bytes = Files.readAllBytes(builtin);
        Path cut =
                Files.write(directory.resolve("cut.gguf"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(run("gguf", "inspect", cut.toString())).isOne();
        assertThat(out()).startsWith("refused\n  the tensor ")
                .contains("fetch the file again and compare its SHA-256");

        out.reset();
        assertThat(run("gguf", "inspect", "--json", cut.toString())).isOne();
        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(json.path("verdict").asText()).isEqualTo("refused");
        assertThat(json.path("reasons")).isNotEmpty();
        assertThat(json.has("model")).isFalse();
    }

    @Test
    void tells_wrong_usage_from_a_file_that_is_not_there() {
        assertThat(run("gguf", "inspect", directory.resolve("absent").toString())).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("absent is not a file\n");
        assertThat(run("gguf", "inspect")).isEqualTo(2);
        assertThat(run("gguf")).isEqualTo(2);
        assertThat(run("gguf", "inspect", "--lanes", "x", builtin.toString())).isEqualTo(2);
        assertThat(out()).isEmpty();
    }
}
