// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.engine.EngineMain;
import io.ringrank.backend.llamacpp.fixture.GgufMutants;
import io.ringrank.backend.llamacpp.fixture.GgufMutants.Mutant;
import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.SmallReranker;
import io.ringrank.backend.llamacpp.fixture.SmallReranker.Kind;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.GgufFields;
import io.ringrank.backend.llamacpp.gguf.Headers;
import io.ringrank.scheduler.engine.EngineAnswer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mutants of sound models: all through reader and doctor, with their heap measured; those that the
 * doctor lets through into real processes. Whatever a file does there, it does not do here.
 */
class HostileFileTest {

    private static final int MUTANTS_EACH = 96;
    private static final long SEED = 4916;
    /** Far above what a header of a few KB takes, far below what a hostile length asks for. */
    private static final long HEAP_BYTES_MAX = 4 << 20;
    private static final Duration LONGEST_EXAMINATION = Duration.ofSeconds(30);
    /** An engine takes about a second to start; the probe has tried all of them before. */
    private static final int SUPERVISED_MAX = 6;

    @TempDir
    private static Path directory;

    @ParameterizedTest
    @EnumSource(LlamaBuild.class)
    void mutants_are_refused_or_run_and_kill_nobody_but_their_engine(LlamaBuild build)
            throws Exception {
        Set<Long> before = children();
        List<Mutant> mutants = mutants(build);
        assertThat(mutants).hasSizeGreaterThanOrEqualTo(300);

        List<Mutant> passed =
                assertTimeoutPreemptively(LONGEST_EXAMINATION, () -> examined(mutants));

        assertThat(passed).as("mutants whose fault no header shows").isNotEmpty();
        Map<Path, String> answers = probed(passed, build);
        for (Path file : answers.keySet().stream().limit(SUPERVISED_MAX).toList()) {
            runsOrSaysWhyNot(file);
        }
        assertThat(children()).as("processes left behind").isEqualTo(before);
    }

    /** The families that a build knows. */
    private static Stream<Kind> kinds(LlamaBuild build) {
        return Arrays.stream(Kind.values())
                .filter(kind -> build == LlamaBuild.V0_5_0
                        || (kind != Kind.MODERN_BERT && kind != Kind.QWEN3));
    }

    @ParameterizedTest
    @EnumSource(LlamaBuild.class)
    void sound_files_of_every_family_score_in_batches_of_any_size(LlamaBuild build)
            throws Exception {
        try (Probe probe = new Probe(directory, build.library(directory))) {
            for (Kind kind : kinds(build).toList()) {
                Path file = new SmallReranker(kind).write(directory.resolve(kind + ".gguf"));
                for (int tokens : new int[]{64, 100, 257, 576}) {
                    assertThat(probe.ask(file, tokens)).as(kind + " " + tokens)
                            .startsWith("scored");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LlamaBuild.class)
    void what_the_doctor_refuses_would_kill_an_engine(LlamaBuild build) throws Exception {
        byte[] sound =
                Files.readAllBytes(new TinyBert().write(directory.resolve("sound.gguf")));
        Path twice = replaced(sound, "fruit", "llama", "a token twice");
        List<Path> killers = switch (build) {
            case B4916 -> List.of(twice, withoutRows(sound),
                    replaced(sound, "mask_token_id", "misk_token_id", "no mask token"));
            case V0_5_0 -> List.of(twice);
        };
        try (Probe probe = new Probe(directory, build.library(directory))) {
            for (Path killer : killers) {
                assertThat(GgufDoctor.examine(killer, DoctorOptions.STRICT))
                        .isInstanceOf(Diagnosis.Refused.class);
                assertThat(probe.ask(killer)).as(killer.toString()).startsWith("died");
            }
        }
    }

    private static Path replaced(byte[] sound, String text, String by, String name)
            throws IOException {
        String file = new String(sound, StandardCharsets.ISO_8859_1).replace(text, by);
        return Files.write(directory.resolve(name + ".gguf"),
                file.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** llama.cpp divides by the second size of a shape. */
    private static Path withoutRows(byte[] sound) throws IOException {
        byte[] file = sound.clone();
        GgufFields.Field rows = new GgufFields(file).fields()
                .stream()
                .filter(field -> field.kind() == GgufFields.Kind.SIZE)
                .skip(1)
                .findFirst()
                .orElseThrow();
        Arrays.fill(file, rows.start(), rows.start() + rows.bytes(), (byte) 0);
        return Files.write(directory.resolve("no rows.gguf"), file);
    }

    /** What became of each file in a process that loads it and scores a pair. */
    private static Map<Path, String> probed(List<Mutant> passed, LlamaBuild build)
            throws Exception {
        Map<Path, String> answers = new LinkedHashMap<>();
        Probe probe = new Probe(directory, build.library(directory));
        try (probe) {
            for (int i = 0; i < passed.size(); i++) {
                Path file = Files.write(directory.resolve("mutant-" + i + ".gguf"),
                        passed.get(i).file());
                String answer = probe.ask(file);
                assertThat(answer).as(passed.get(i).what()).matches("(scored|refused|died) .+");
                answers.put(file, answer);
            }
        }
        assertThat(probe.alive()).isEmpty();
        // What a header can show, the doctor has seen; what kills nevertheless is for it to learn.
        assertThat(answers).as("files that kill llama.cpp although they passed the doctor")
                .allSatisfy((file, answer) -> assertThat(answer).doesNotStartWith("died"));
        return answers;
    }

    /** An engine under supervision comes up, or its end is reported with the file and a reason. */
    private static void runsOrSaysWhyNot(Path file) throws Exception {
        EngineSpec spec = SupervisedEngine.spec(file, EngineMain.class.getName());
        try (SupervisedEngine engine = new SupervisedEngine(spec)) {
            switch (engine.answer(EngineAnswer.class)) {
                case EngineAnswer.Up up ->
                    assertThat(up.facts().profile().modelFingerprint())
                            .isEqualTo(spec.model().fingerprint());
                case EngineAnswer.Down down ->
                    assertThat(down.reason()).containsAnyOf(file.toString(), "signal");
                case EngineAnswer.Tokenized _,EngineAnswer.Scored _,EngineAnswer.CommandFailed _ ->
                    throw new AssertionError("an answer to no command");
            }
        }
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static List<Mutant> mutants(LlamaBuild build) throws Exception {
        List<UnaryOperator<Path>> models = new ArrayList<>(List.of(new TinyBert()::write,
                new TinyBert().unigram()::write, new TinyBert().doubledVocabulary()::write));
        kinds(build).filter(Kind::hasBytePairs)
                .forEach(kind -> models.add(new SmallReranker(kind)::write));
        List<Mutant> mutants = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            byte[] sound = Files.readAllBytes(models.get(i).apply(directory.resolve(i + ".gguf")));
            assertThat(examined(sound)).isNotInstanceOf(Diagnosis.Refused.class);
            GgufMutants source = new GgufMutants(sound, SEED + i);
            for (int k = 0; k < MUTANTS_EACH; k++) {
                mutants.add(source.next());
            }
        }
        return mutants;
    }

    private static Diagnosis examined(byte[] file) {
        return GgufDoctor.examine(Headers.reading(file), file.length, DoctorOptions.STRICT);
    }

    private static List<Mutant> examined(List<Mutant> mutants) {
        ThreadMXBean heap = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Mutant> passed = new ArrayList<>();
        for (Mutant mutant : mutants) {
            long before = heap.getCurrentThreadAllocatedBytes();
            Diagnosis diagnosis = examined(mutant.file());
            assertThat(heap.getCurrentThreadAllocatedBytes() - before).as(mutant.what())
                    .isLessThan(HEAP_BYTES_MAX);
            switch (diagnosis) {
                case Diagnosis.Ok _,Diagnosis.Overridden _ -> passed.add(mutant);
                case Diagnosis.Refused(List<String> reasons) ->
                    assertThat(reasons).as(mutant.what())
                            .allMatch(reason -> reason.length() < 500 && !reason.contains("\n"));
            }
        }
        return passed;
    }
}
