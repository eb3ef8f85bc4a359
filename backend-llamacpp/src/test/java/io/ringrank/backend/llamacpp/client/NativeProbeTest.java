// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.engine.NativeProbeMain;
import io.ringrank.backend.llamacpp.fixture.Natives;
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.natives.ProbeResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real child processes that open real libraries, and some that are none. */
class NativeProbeTest {

    @TempDir
    private Path directory;

    private NativeProbe probe(Class<?> main) {
        return new NativeProbe(EngineJvm.likeThisOne(main.getName(), directory));
    }

    private NativeProbe probe() {
        return probe(NativeProbeMain.class);
    }

    @Test
    void says_what_a_library_is() throws Exception {
        assertThat(probe().open(NativeLibrary.jllama(directory.resolve("jllama"))))
                .isInstanceOfSatisfying(ProbeResult.Usable.class, usable -> {
                    assertThat(usable.facts().build()).isEqualTo("b4916");
                    assertThat(usable.facts().lanesMax()).isEqualTo(1);
                    assertThat(usable.trial()).isEmpty();
                });
        assertThat(probe().open(NativeLibrary.in(Natives.orSkip())))
                .isInstanceOfSatisfying(ProbeResult.Usable.class, usable -> {
                    assertThat(usable.facts().build()).startsWith("0.5.0");
                    assertThat(usable.facts().devices()).extracting(Device::type)
                            .contains(Device.Type.CPU);
                });
    }

    @Test
    void has_known_pairs_scored() throws Exception {
        Path model = BuiltinModel.writeTo(directory);
        NativeLibrary jllama = NativeLibrary.jllama(directory.resolve("jllama"));

        assertThat(trial(probe().score(jllama, Device.PROCESSOR, model)))
                .startsWith("true, the scores are right: 6 pairs of the built-in model");
        assertThat(probe().score(jllama, "CUDA9", model)).isInstanceOfSatisfying(
                ProbeResult.Unusable.class,
                unusable -> assertThat(unusable.reason()).contains("there is no device CUDA9"));
        assertThat(trial(probe().score(NativeLibrary.in(Natives.orSkip()), Device.PROCESSOR,
                model))).startsWith("true, the scores are right");
    }

    private static String trial(ProbeResult result) {
        ProbeResult.Trial trial = assertThat(result).asInstanceOf(
                InstanceOfAssertFactories.type(ProbeResult.Usable.class))
                .actual()
                .trial()
                .orElseThrow();
        return trial.passed() + ", " + trial.message();
    }

    @Test
    void says_why_a_folder_can_not_be_used() throws Exception {
        Files.writeString(directory.resolve("libllama.so"), "no library");
        Files.writeString(directory.resolve("libggml.so"), "no library");
        Files.writeString(directory.resolve("libggml-base.so"), "no library");

        assertThat(reason(probe().open(NativeLibrary.in(directory))))
                .contains("libggml-base.so can't be opened")
                .contains("too short");
    }

    @Test
    void survives_a_library_that_kills_its_process() throws Exception {
        assertThat(reason(probe(AbortingMain.class).open(NativeLibrary.in(directory))))
                .contains("ended by signal 6 (SIGABRT")
                .contains("GGML_ASSERT on purpose");
    }

    @Test
    void survives_a_process_that_says_nothing_or_does_not_start() throws Exception {
        assertThat(reason(probe(SilentMain.class).open(NativeLibrary.in(directory))))
                .contains("ended with exit code 0");
        EngineJvm noJava =
                new EngineJvm(directory.resolve("no-java"), "", "Main", 64, directory);
        assertThat(reason(new NativeProbe(noJava).open(NativeLibrary.in(directory))))
                .contains("exit code 127");
    }

    private static String reason(ProbeResult result) {
        return assertThat(result).asInstanceOf(
                InstanceOfAssertFactories.type(ProbeResult.Unusable.class)).actual().reason();
    }

    /** Dies as llama.cpp does on a failed assertion. */
    static final class AbortingMain {
        public static void main(String[] args) {
            System.err.println("GGML_ASSERT on purpose");
            Runtime.getRuntime().halt(134);
        }
    }

    /** Does nothing. */
    static final class SilentMain {
        public static void main(String[] args) {}
    }
}
