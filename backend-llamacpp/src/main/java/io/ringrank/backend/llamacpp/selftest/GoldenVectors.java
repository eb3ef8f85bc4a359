// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.selftest;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a known model scores. Any thread.
 *
 * @param model what it is called, for people
 * @param names how files name it; letters and digits count
 * @param verified whether these scores were seen with Ringrank; others come from publications and may
 *        have been made otherwise
 * @param tolerances how far a raw score may be off, by the type of the file
 * @param otherTolerance for the other types
 * @param pairs at least one; those of one query follow each other
 */
public record GoldenVectors(String model, List<String> names, ModelFamily family, int layers,
        int width, boolean verified, Map<GgmlType, Double> tolerances, double otherTolerance,
        List<Pair> pairs) {

    /** A file's name may be as long as the file; longer ones are of no known model. */
    private static final int NAME_CHARS_MAX = 200;

    private static final String FILE_TYPES = "(?:gguf|hf|ud|int8|mxfp4|b?fp?(?:16|32)"
            + "|i?q[0-9](?:k(?:xl|[msl])?|x?xs|nl|[sm01])?)*+";

    /** @param score the raw score: a logit, or the margin between two */
    public record Pair(String query, String document, double score) {}

    public GoldenVectors {
        names = List.copyOf(names);
        tolerances = Map.copyOf(tolerances);
        pairs = List.copyOf(pairs);
        if (names.isEmpty() || pairs.isEmpty()) {
            throw new IllegalArgumentException(model + " has no name or no pairs");
        }
    }

    /**
     * Returns whether a file is this model, as far as its head tells. An organisation may stand before the
     * name and the type of the numbers behind it; whatever else stands there is another model.
     */
    public boolean fits(ModelSummary summary) {
        ModelSummary.Shape shape = summary.shape();
        String name = plain(summary.name());
        return name.length() <= NAME_CHARS_MAX && summary.family() == family
                && shape.layers() == layers && shape.width() == width
                && names.stream().anyMatch(known -> name.matches(plain(known) + FILE_TYPES));
    }

    /** Returns how far a score of a file of that type may be off. */
    public double tolerance(GgmlType fileType) {
        return tolerances.getOrDefault(fileType, otherTolerance);
    }

    private static String plain(String name) {
        return name.substring(name.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
    }
}
