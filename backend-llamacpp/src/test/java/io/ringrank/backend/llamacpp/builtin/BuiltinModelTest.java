// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.builtin.RankingGroups.Group;
import io.ringrank.backend.llamacpp.gguf.GgufFile;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import io.ringrank.backend.llamacpp.reference.ReferenceBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinModelTest {

    @TempDir
    static Path directory;

    private static GgufFile file;
    private static ReferenceTokenizer tokenizer;
    private static ReferenceBert bert;

    @BeforeAll
    static void generate() throws IOException {
        file = new GgufFile(BuiltinModel.writeTo(directory));
        tokenizer = new ReferenceTokenizer(file);
        bert = new ReferenceBert(file);
    }

    @Test
    void has_the_expected_bytes() throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve(BuiltinModel.FILE_NAME));

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .as("if the change is meant, put this into BuiltinModel.SHA256 and raise VERSION")
                .isEqualTo(BuiltinModel.SHA256);
        assertThat(bytes.length).isBetween(1_000_000, 12_000_000);
    }

    @Test
    void keeps_a_file_that_is_right(@TempDir Path other) throws IOException {
        Path path = BuiltinModel.writeTo(other);
        FileTime old = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(path, old);

        BuiltinModel.writeTo(other);

        assertThat(Files.getLastModifiedTime(path)).isEqualTo(old);
    }

    @Test
    void replaces_a_file_that_is_damaged(@TempDir Path other) throws IOException {
        Path path = BuiltinModel.writeTo(other);
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length / 2] ^= 1;
        Files.write(path, bytes);

        BuiltinModel.writeTo(other);

        assertThat(Files.mismatch(path, directory.resolve(BuiltinModel.FILE_NAME))).isEqualTo(-1);
    }

    @Test
    void names_each_token_once_and_doubles_the_vocabulary() {
        List<String> pieces = file.getStrings("tokenizer.ggml.tokens");
        int offset = file.getInt(VocabularyFacts.DOCUMENT_OFFSET_KEY);

        assertThat(pieces).doesNotHaveDuplicates().hasSize(2 * offset);
        assertThat(file.shape("token_embd.weight")).containsExactly(160L,
                2L * offset);
        assertThat(pieces.subList(0, offset)).noneMatch(piece -> piece.contains(" "));
        assertThat(pieces.subList(offset, 2 * offset)).allMatch(piece -> piece.startsWith(" "));
    }

    @Test
    void ranks_the_tutorial_example_as_a_reader_would() {
        String query = "What is a panda?";

        double hi = score(query, "hi");
        double bear = score(query, "it is a bear");
        double panda = score(query, "The giant panda (Ailuropoda melanoleuca), sometimes called a"
                + " panda bear or simply panda, is a bear species endemic to China.");

        assertThat(panda).isGreaterThan(3);
        assertThat(hi).isLessThan(bear);
        assertThat(bear).isLessThan(-3);
    }

    @Test
    void puts_the_right_document_first_more_often_than_word_overlap_does() throws IOException {
        List<Group> groups = RankingGroups.load();
        long won = RankingGroups.won(groups, BuiltinModelTest::score);
        long wonByOverlap = RankingGroups.won(groups, RankingGroups::wordOverlap);

        assertThat(groups).hasSizeGreaterThanOrEqualTo(60);
        assertThat(won).isGreaterThan(wonByOverlap)
                .isGreaterThanOrEqualTo(Math.ceilDiv(groups.size() * 85, 100));
    }

    @Test
    void gives_the_lowest_score_where_nothing_can_match() {
        assertThat(score("???", "a text")).isLessThan(-5.9);
        assertThat(score("", "")).isLessThan(-5.9);
        assertThat(score("panda", "")).isLessThan(-5.9);
        assertThat(score("熊猫", "熊猫")).isLessThan(-5.9);
    }

    @Test
    void finds_inflected_forms_and_other_spellings() {
        assertThat(score("mouse", "three mice")).isGreaterThan(4);
        assertThat(score("making", "she makes it")).isGreaterThan(4);
        assertThat(score("company colours", "the companies' color")).isGreaterThan(4);
    }

    @Test
    void finds_a_word_that_is_not_listed_by_its_pieces() {
        double same = score("Ailuropoda", "the ailuropoda of Sichuan");
        double alike = score("Ailuropoda", "the airplane from Sichuan");

        assertThat(same).isGreaterThan(4);
        assertThat(alike).isLessThan(0);
    }

    @Test
    void prefers_the_document_that_says_less_beside_the_point() {
        assertThat(score("panda", "A panda eats.")).isGreaterThan(
                score("panda", "In the zoo live lions, tigers, monkeys and one panda."));
    }

    @Test
    void scores_a_full_context_as_sharply_as_a_short_one() {
        String filler = "Mountains lakes rivers forests. ".repeat(55);

        assertThat(score("panda", filler)).isLessThan(-5.9);
        assertThat(score("panda", filler + "panda")).isGreaterThan(4);
        assertThat(tokenizer.pair("panda", filler + "panda").length).isBetween(480, 512);
    }

    private static double score(String query, String document) {
        return bert.score(tokenizer.pair(query, document));
    }
}
