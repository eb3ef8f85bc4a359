// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.app.NativeLibraries;
import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.config.NativesChoice;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.status.NativeReport;
import io.ringrank.gateway.status.NativeReport.DeviceReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NativesCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeLibraries libraries = new FakeLibraries();

    @Test
    void list_shows_what_each_library_is_and_marks_the_one_that_serves() {
        assertThat(run("list")).isZero();

        assertThat(out()).isEqualTo("""
                                    * linux-x64-cuda  llama.cpp 0.5.0, code for zen4: there is a GPU
                                        /natives/cuda
                                        CUDA0: NVIDIA H100 (gpu), 70.5 of 80.0 GiB free
                                        CPU: EPYC (cpu)
                                        AVX512 = 1
                                      jllama  can't be used: it lacks libgomp
                                        /natives
                                    """);
        assertThat(err()).isEmpty();
    }

    @Test
    void list_says_in_json_what_programs_want_to_know() throws Exception {
        assertThat(run("list", "--json")).isZero();

        JsonNode array = new ObjectMapper().readTree(out());
        assertThat(out()).hasLineCount(1);
        assertThat(array.path(0).path("chosen").asBoolean()).isTrue();
        assertThat(array.path(0).path("build").asText()).isEqualTo("0.5.0");
        assertThat(array.path(0).path("devices").path(0).path("total_bytes").asLong())
                .isEqualTo(80L << 30);
        assertThat(array.path(1).path("usable").asBoolean()).isFalse();
        assertThat(array.path(1).path("note").asText()).isEqualTo("it lacks libgomp");
    }

    @Test
    void list_says_why_a_server_would_not_start() {
        libraries.problem = "there is no device CUDA9";

        assertThat(run("list")).isZero();
        assertThat(err()).isEqualTo(
                "ringrank: a server would not start: there is no device CUDA9\n");
    }

    @Test
    void test_fails_when_one_library_does() throws Exception {
        assertThat(run("test")).isEqualTo(1);
        assertThat(out())
                .isEqualTo("""
                           linux-x64-cuda  ok     0.5.0  CUDA0  scores differ by 1e-03 at most
                           jllama          wrong                it lacks libgomp
                           """);

        out.reset();
        assertThat(run("test", "--json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(out()).path(0).path("ok").asBoolean()).isTrue();
    }

    @Test
    void install_fetches_and_prints_the_folder() {
        assertThat(run("install", "cuda", "--data", "/data")).isZero();

        assertThat(libraries.installed).containsExactly("CUDA into /data");
        assertThat(out()).isEqualTo("/natives/CUDA\n");
        assertThat(err()).isEqualTo("ringrank: fetching\n");
    }

    @Test
    void install_knows_three_variants_and_says_what_went_wrong() {
        assertThat(run("install", "rocm")).isEqualTo(2);
        assertThat(err()).contains("expected cpu, cuda or vulkan, not \"rocm\"");
        libraries.failure = new IOException("npm is needed to fetch it");
        assertThat(run("install", "cpu")).isEqualTo(1);
        assertThat(err()).endsWith("npm is needed to fetch it\n");
        assertThat(run("list")).isEqualTo(1);
    }

    @Test
    void settings_reach_the_libraries_and_a_bare_command_is_wrong_usage() {
        run("list", "--llama-lib", "/mine", "--data", "/data");

        assertThat(libraries.config().engine().llamaLib()).contains(Path.of("/mine"));
        assertThat(libraries.config().dataDir()).isEqualTo(Path.of("/data"));
        assertThat(run()).isEqualTo(2);
        assertThat(err()).contains("say list, install or test");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("natives"));
        all.addAll(List.of(arguments));
        CliContext context = new CliContext(Map.of(), null, InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, new FakeServer(), List.of(NativesCommand.extension(libraries)))
                .run(all.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** A machine with a GPU and without OpenMP. */
    private static final class FakeLibraries implements NativeLibraries {

        private final List<String> installed = new ArrayList<>();
        private String problem = "";
        private @Nullable IOException failure;
        private @Nullable RingrankConfig config;

        RingrankConfig config() {
            assertThat(config).isNotNull();
            return config;
        }

        @Override
        public Listing list(RingrankConfig given) throws IOException {
            failIfWanted();
            config = given;
            return new Listing(List.of(
                    new NativeReport("linux-x64-cuda", Path.of("/natives/cuda"), true, "0.5.0",
                            "0.5.0", "zen4", "AVX512 = 1\n",
                            List.of(new DeviceReport("CUDA0", "NVIDIA H100", "gpu",
                                    141L << 29, 80L << 30),
                                    new DeviceReport("CPU", "EPYC", "cpu", 0, 0)),
                            true, "there is a GPU"),
                    new NativeReport("jllama", Path.of("/natives"), false, "", "", "", "",
                            List.of(), false, "it lacks libgomp")),
                    problem);
        }

        @Override
        public List<TestReport> test(RingrankConfig given) {
            return List.of(
                    new TestReport("linux-x64-cuda", "0.5.0", "CUDA0", true,
                            "scores differ by 1e-03 at most"),
                    new TestReport("jllama", "", "", false, "it lacks libgomp"));
        }

        @Override
        public Path install(RingrankConfig given, NativesChoice variant, Progress progress)
                throws IOException {
            failIfWanted();
            progress.say("fetching");
            installed.add(variant + " into " + given.dataDir());
            return Path.of("/natives", variant.toString());
        }

        private void failIfWanted() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
