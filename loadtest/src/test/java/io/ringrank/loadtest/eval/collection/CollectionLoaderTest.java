// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionLoaderTest {

    private static final String QUERIES = "q1\tone\nq2\ttwo\nq3\tthree\nq4\tfour\nq5\tfive\n";
    private static final String DOCS = "d1\tfirst\nd2\tsecond\nd3\tnot in the run\n";
    private static final String QRELS = """
                                        q1 0 d1 2
                                        q1 0 d3 1
                                        q1 0 d2 0
                                        q2 0 d2 1
                                        q3 0 d1 0
                                        q5 0 d1 1
                                        """;
    private static final String RUN = """
                                      q2 Q0 d1 1 9 t
                                      q2 Q0 d2 2 8 t
                                      q1 Q0 d2 1 7 t
                                      q1 Q0 d1 2 6 t
                                      q3 Q0 d1 1 5 t
                                      q4 Q0 d1 1 4 t
                                      """;

    @TempDir
    Path folder;

    @Test
    void takes_queries_that_are_in_the_run_and_have_something_to_find() throws Exception {
        TestCollection collection = load(QUERIES, 10, 0, 1);

        assertThat(collection.topics()).extracting(Topic::id).containsExactly("q2", "q1");
        assertThat(collection.leftOut()).isEqualTo(new LeftOut(1, 1, 1, 0));
    }

    @Test
    void a_topic_has_its_text_candidates_and_grades() throws Exception {
        Topic topic = load(QUERIES, 10, 0, 1).topics().get(1);

        assertThat(topic.query()).isEqualTo("one");
        assertThat(topic.candidates()).extracting(Candidate::document).containsExactly("d2", "d1");
        assertThat(topic.grade("d1")).isEqualTo(2);
        assertThat(topic.grade("nobody judged it")).isZero();
        assertThat(topic.relevantGrades()).containsExactly(2, 1);
    }

    @Test
    void keeps_only_documents_that_are_candidates() throws Exception {
        assertThat(load(QUERIES, 10, 0, 1).documents()).containsOnlyKeys("d1", "d2");
        assertThat(load(QUERIES, 1, 0, 1).documents()).containsOnlyKeys("d1", "d2");
        assertThat(load(QUERIES, 1, 0, 1).topics()).allSatisfy(
                topic -> assertThat(topic.candidates()).hasSize(1));
    }

    @Test
    void draws_as_many_queries_as_it_is_told_the_same_for_the_same_seed() throws Exception {
        List<String> first = ids(load(QUERIES, 10, 1, 1));

        assertThat(first).hasSize(1).isEqualTo(ids(load(QUERIES, 10, 1, 1)));
        assertThat(load(QUERIES, 10, 1, 1).leftOut().notDrawn()).isOne();
        Set<List<String>> drawn = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            drawn.add(ids(load(QUERIES, 10, 1, seed)));
        }
        assertThat(drawn).containsOnly(List.of("q1"), List.of("q2"));
    }

    @Test
    void a_query_without_text_is_an_error_of_its_file() {
        assertRefused("q1\t\nq2\ttwo\n", "queries: query q1 is empty");
        assertRefused("q2\ttwo\n", "queries: has no text for 1 of the 2 wanted; query q1");
    }

    @Test
    void files_that_have_nothing_to_do_with_each_other_are_refused() {
        Path other = FilesInFolder.file(folder, "other", "x Q0 d1 1 1 t\n");
        CollectionLoader loader = new CollectionLoader(
                new CollectionLoader.Files(folder, folder,
                        FilesInFolder.file(folder, "qrels", QRELS), other),
                new CollectionLoader.Selection(10, 0, 1, true, Long.MAX_VALUE));

        assertThatExceptionOfType(BadFileException.class).isThrownBy(loader::load)
                .satisfies(refusal -> assertThat(refusal.problem())
                        .contains("other: none of its 1 queries has a relevant document in"));
    }

    private void assertRefused(String queries, String problem) {
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> load(queries, 10, 0, 1))
                .satisfies(refusal -> assertThat(refusal.problem()).contains(problem));
    }

    private static List<String> ids(TestCollection collection) {
        return collection.topics().stream().map(Topic::id).toList();
    }

    private TestCollection load(String queries, int topK, int limit, long seed)
            throws BadFileException {
        return new CollectionLoader(
                new CollectionLoader.Files(FilesInFolder.file(folder, "queries", queries),
                        FilesInFolder.packed(folder, "docs.gz", DOCS),
                        FilesInFolder.file(folder, "qrels", QRELS),
                        FilesInFolder.file(folder, "run", RUN)),
                new CollectionLoader.Selection(topK, limit, seed, true, Long.MAX_VALUE)).load();
    }
}
