// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.engine.EngineMain;
import io.ringrank.backend.llamacpp.fixture.GgufMutants;
import io.ringrank.backend.llamacpp.fixture.GgufMutants.Mutant;
import io.ringrank.backend.llamacpp.fixture.TinyBert;
import io.ringrank.backend.llamacpp.gguf.Headers;
import io.ringrank.scheduler.engine.EngineAnswer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutants of sound models: all through reader and doctor, with their heap measured; those that the
 * doctor lets through into real processes. Whatever a file does there, it does not do here.
 */
class HostileFileTest {

    private static final int MUTANTS_EACH = 160;
    private static final long SEED = 4916;
    /** Far above what a header of a few KB takes, far below what a hostile length asks for. */
    private static final long HEAP_BYTES_MAX = 4 << 20;
    private static final Duration LONGEST_EXAMINATION = Duration.ofSeconds(30);
    /** Engines take about a second each. */
    private static final int SUPERVISED_MAX = 4;

    @TempDir
    private static Path directory;

    @Test
    void mutants_are_refused_or_run_and_kill_nobody_but_their_engine() throws Exception {
        List<Mutant> mutants = mutants();
        assertThat(mutants).hasSizeGreaterThanOrEqualTo(300);

        List<Mutant> passed =
                assertTimeoutPreemptively(LONGEST_EXAMINATION, () -> examined(mutants));

        System.out.println("PASSED " + passed.size() + " of " + mutants.size());
        assertThat(passed).as("mutants in what no check can judge").isNotEmpty();
        List<Path> killers = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (Probe probe = new Probe(directory)) {
            for (int i = 0; i < passed.size(); i++) {
                Path file = Files.write(directory.resolve("mutant-" + i + ".gguf"),
                        passed.get(i).file());
                String answer = probe.ask(file);
                System.out.println(passed.get(i).what() + " -> " + answer);
                assertThat(answer).as(passed.get(i).what()).matches("(scored|refused|died) .+");
                (answer.startsWith("died") ? killers : others).add(file);
            }
        }
        for (Path file : others.subList(0, Math.min(SUPERVISED_MAX, others.size()))) {
            runs_or_gives_a_message(file);
        }
        assertThat(killers).as("files that kill an engine although the doctor has seen them")
                .isEmpty();
    }

    private static void runs_or_gives_a_message(Path file) throws Exception {}

    private static List<Mutant> mutants() throws Exception {
        List<TinyBert> models = List.of(new TinyBert(), new TinyBert().unigram(),
                new TinyBert().doubledVocabulary());
        List<Mutant> mutants = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            byte[] sound =
                    Files.readAllBytes(models.get(i).write(directory.resolve(i + ".gguf")));
            assertThat(GgufDoctor.examine(Headers.reading(sound), sound.length))
                    .isEqualTo(new Diagnosis.Ok());
            GgufMutants source = new GgufMutants(sound, SEED + i);
            for (int k = 0; k < MUTANTS_EACH; k++) {
                mutants.add(source.next());
            }
        }
        return mutants;
    }

    private static List<Mutant> examined(List<Mutant> mutants) {
        ThreadMXBean heap = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Mutant> passed = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        for (Mutant mutant : mutants) {
            long before = heap.getCurrentThreadAllocatedBytes();
            Diagnosis diagnosis = GgufDoctor.examine(Headers.reading(mutant.file()),
                    mutant.file().length);
            assertThat(heap.getCurrentThreadAllocatedBytes() - before).as(mutant.what())
                    .isLessThan(HEAP_BYTES_MAX);
            switch (diagnosis) {
                case Diagnosis.Ok() -> passed.add(mutant);
                case Diagnosis.Refused(List<String> reasons) ->
                    assertThat(reasons).as(mutant.what())
                            .allMatch(reason -> reason.length() < 500 && !reason.contains("\n"));
            }
        }
        return passed;
    }
}
