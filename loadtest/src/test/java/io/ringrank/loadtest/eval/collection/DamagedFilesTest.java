// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the files, it is read or refused with a message that names the file. */
class DamagedFilesTest {

    private static final int MUTANTS = 500;
    private static final Path SAMPLE = Path.of("..", "configs", "eval-sample");
    private static final List<String> NAMES =
            List.of("queries.jsonl", "corpus.jsonl", "qrels.tsv", "run.txt");

    @TempDir
    Path folder;

    @Test
    void mutants_of_the_sample_are_read_or_refused() throws IOException {
        int refused = 0;
        for (int seed = 0; seed < MUTANTS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String name = NAMES.get(random.nextInt(NAMES.size()));
            Path mutant = FilesInFolder.file(folder, name,
                    mutate(Files.readAllBytes(SAMPLE.resolve(name)), random));
            try {
                assertThat(load(mutant).topics()).isNotEmpty();
            } catch (BadFileException refusal) {
                refused++;
                assertThat(refusal.problem()).as("seed " + seed)
                        .containsAnyOf(NAMES.toArray(String[]::new))
                        .doesNotContainPattern("\\p{Cntrl}");
            }
        }
        assertThat(refused).isBetween(MUTANTS / 10, MUTANTS);
    }

    /** The sample with one of its files replaced. */
    private TestCollection load(Path mutant) throws BadFileException {
        List<Path> files = NAMES.stream()
                .map(name -> mutant.endsWith(name) ? mutant : SAMPLE.resolve(name))
                .toList();
        return new CollectionLoader(
                new CollectionLoader.Files(files.get(0), files.get(1), files.get(2),
                        files.get(3)),
                new CollectionLoader.Selection(5, 0, 1, true, 1 << 20)).load();
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] mutant = bytes.clone();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] = (byte) "\t\n{}\"\\ 0-#".charAt(random.nextInt(10));
                case 2 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                default -> System.arraycopy(bytes, 0, mutant, at,
                        Math.min(mutant.length - at, random.nextInt(40)));
            }
        }
        return mutant;
    }
}
