// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/**
 * The groups of {@code ranking-groups.txt}, frozen before the vocabulary was written, and what a way
 * of scoring makes of them.
 */
final class RankingGroups {

    /** One query, its right document and the wrong ones. */
    record Group(String query, String right, List<String> wrong) {

        /** True only if the right document is above all others: a tie is a miss. */
        boolean isWon(ToDoubleBiFunction<String, String> score) {
            double best = score.applyAsDouble(query, right);
            return wrong.stream().allMatch(d -> score.applyAsDouble(query, d) < best);
        }
    }

    private RankingGroups() {}

    static List<Group> load() throws IOException {
        List<Group> groups = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                RankingGroups.class.getResourceAsStream("ranking-groups.txt"))) {
            String query = "";
            String right = "";
            List<String> wrong = new ArrayList<>();
            for (String line : (new String(in.readAllBytes(), UTF_8) + "\n? ").split("\n", -1)) {
                if (line.startsWith("? ")) {
                    if (!query.isEmpty()) {
                        groups.add(new Group(query, right, List.copyOf(wrong)));
                    }
                    query = line.substring(2);
                    wrong.clear();
                } else if (line.startsWith("+ ")) {
                    right = line.substring(2);
                } else if (line.startsWith("- ")) {
                    wrong.add(line.substring(2));
                }
            }
        }
        return groups;
    }

    static long won(List<Group> groups, ToDoubleBiFunction<String, String> score) {
        return groups.stream().filter(group -> group.isWon(score)).count();
    }

    /** The baseline: how many different lower-case words of the query are in the document. */
    static double wordOverlap(String query, String document) {
        Set<String> shared = words(query);
        shared.retainAll(words(document));
        return shared.size();
    }

    private static Set<String> words(String text) {
        Set<String> words =
                new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)));
        words.remove("");
        return words;
    }
}
