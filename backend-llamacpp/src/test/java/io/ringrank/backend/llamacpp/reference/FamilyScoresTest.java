// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringrank.backend.llamacpp.fixture.LlamaBuild;
import io.ringrank.backend.llamacpp.fixture.RandomModel;
import io.ringrank.backend.llamacpp.gguf.GgufFile;
import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.pair.PreparedPair;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scores of every family, in every build that knows it and every type that can be written here,
 * against double precision and against each other.
 */
class FamilyScoresTest {
    /** The table in ARCHITECTURE.md is of 300, and of 60 against double precision. */
    private static final int PAIRS = 48;
    private static final int PAIRS_OF_REFERENCE = 24;
    private static final int PAIRS_PER_BATCH = 3;

    @TempDir
    private static Path directory;
    private static Builds builds;
    private static final Map<String, Run> RUNS = new HashMap<>();

    /** The scores that a build gives to a file's pairs. */
    private record Run(List<PreparedPair> pairs, double[] alone, double[] inBatches,
            double[] backwards) {}

    @BeforeAll
    static void open() throws Exception {
        builds = Builds.open(directory);
    }

    static Stream<Arguments> files() {
        return Arrays.stream(RandomModel.values())
                .flatMap(random -> Arrays.stream(TensorType.values())
                        .map(type -> Arguments.of(random, type)));
    }

    /**
     * How far apart scores of from about -1.5 to 1.5 may be. ggml rounds activations to the type of the
     * weights, so what is summed in another order may be rounded to the neighbour.
     */
    private static double tolerance(TensorType type) {
        return switch (type) {
            case F32, F16 -> 5e-3;
            case BF16 -> 0.05;
            case Q8_0 -> 0.1;
        };
    }

    private static Run run(LlamaBuild build, RandomModel random, TensorType type)
            throws Exception {
        String key = build + "/" + random + "/" + type;
        if (!RUNS.containsKey(key)) {
            Path file = random.write(directory, type);
            try (LoadedModel model = builds.load(build, file); Lane lane = model.openLane()) {
                List<PreparedPair> pairs = RandomPairs.of(model, PAIRS);
                RUNS.put(key, new Run(pairs, RandomPairs.score(lane, pairs, 1),
                        RandomPairs.score(lane, pairs, PAIRS_PER_BATCH),
                        reversed(RandomPairs.score(lane, pairs.reversed(), PAIRS_PER_BATCH + 1))));
            }
        }
        return Objects.requireNonNull(RUNS.get(key));
    }

    @ParameterizedTest
    @MethodSource("files")
    void scores_pairs_as_double_precision_does(RandomModel random, TensorType type)
            throws Exception {
        ReferenceModel reference =
                ReferenceModel.of(new GgufFile(random.write(directory, type)));
        for (LlamaBuild build : builds.knowing(random)) {
            Run run = run(build, random, type);
            double[] expected = run.pairs()
                    .subList(0, PAIRS_OF_REFERENCE)
                    .parallelStream()
                    .mapToDouble(pair -> reference.score(RandomPairs.ids(pair)))
                    .toArray();

            assertThat(worst(build + " off by", random, type, run.inBatches(), expected))
                    .isLessThan(tolerance(type));
            assertThat(worst(build + " alone off", random, type, run.alone(), expected))
                    .isLessThan(tolerance(type));
            assertThat(spread(expected)).as("scores say something").isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void scores_alike_in_both_builds(RandomModel random, TensorType type) throws Exception {
        assumeThat(builds.knowing(random)).hasSize(2);
        Run older = run(LlamaBuild.B4916, random, type);
        Run newer = run(LlamaBuild.V0_5_0, random, type);

        assertThat(older.pairs()).isEqualTo(newer.pairs());
        assertThat(worst("builds apart", random, type, older.inBatches(), newer.inBatches()))
                .isLessThan(tolerance(type));
    }

    @ParameterizedTest
    @MethodSource("files")
    void scores_a_pair_alike_whatever_shares_its_batch(RandomModel random, TensorType type)
            throws Exception {
        for (LlamaBuild build : builds.knowing(random)) {
            Run run = run(build, random, type);

            assertThat(worst(build + " in batches", random, type, run.inBatches(), run.alone()))
                    .isLessThan(tolerance(type));
            assertThat(worst(build + " backwards", random, type, run.backwards(), run.alone()))
                    .isLessThan(tolerance(type));
        }
    }

    @ParameterizedTest
    @EnumSource(RandomModel.class)
    void says_how_to_get_a_build_that_knows_the_family(RandomModel random) {
        Path file = random.write(directory, TensorType.F32);
        for (LlamaBuild build : LlamaBuild.values()) {
            if (builds.has(build) && !random.isKnownTo(build)) {
                assertThat(builds.tryToLoad(build, file)).isInstanceOfSatisfying(
                        LoadOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("b4916",
                                "does not know the architecture",
                                "`./ringrank natives install cpu`"));
            }
        }
    }

    @Test
    void puts_the_documents_of_bert_into_segment_1() throws Exception {
        Path file = RandomModel.BERT.write(directory, TensorType.F32);
        ReferenceModel reference = ReferenceModel.of(new GgufFile(file));
        try (LoadedModel model = builds.load(LlamaBuild.B4916, file)) {
            List<PreparedPair> pairs = RandomPairs.of(model, PAIRS_OF_REFERENCE);
            int tokens = model.facts().vocabularyTokens() / 2;
            double largest = pairs.stream()
                    .map(RandomPairs::ids)
                    .mapToDouble(ids -> Math.abs(reference.score(ids)
                            - reference.score(IntStream.of(ids).map(id -> id % tokens).toArray())))
                    .max()
                    .orElseThrow();

            assertThat(pairs).allMatch(pair -> IntStream.of(pair.prefix().ids())
                    .allMatch(id -> id < tokens)
                    && IntStream.of(pair.suffix().ids()).allMatch(id -> id >= tokens));
            assertThat(largest).as("what segment 0 for all would change").isGreaterThan(0.1);
        }
    }

    /** Returns the largest difference of scores, and prints it: the table in ARCHITECTURE.md. */
    private static double worst(String what, RandomModel random, TensorType type, double[] scores,
            double[] others) {
        double worst = IntStream.range(0, others.length)
                .mapToDouble(i -> Math.abs(scores[i] - others[i]))
                .max()
                .orElseThrow();
        System.out.printf("%-20s %-11s %-4s %.1e%n", what, random, type, worst);
        return worst;
    }

    private static double spread(double[] scores) {
        return Arrays.stream(scores).max().orElseThrow()
                - Arrays.stream(scores).min().orElseThrow();
    }

    private static double[] reversed(double[] scores) {
        return IntStream.range(0, scores.length)
                .mapToDouble(i -> scores[scores.length - 1 - i])
                .toArray();
    }
}
