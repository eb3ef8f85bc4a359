// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.selftest;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.selftest.GoldenVectors.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads {@code golden-vectors.txt}: lines of fields that tabs separate, where {@code model} begins a
 * model and {@code #} a comment. Any thread.
 */
public final class GoldenVectorsReader {

    private static final String RESOURCE = "golden-vectors.txt";
    private static final List<GoldenVectors> ALL = read();

    private final List<GoldenVectors> models = new ArrayList<>();
    private String model = "";
    private List<String> names = List.of();
    private String[] shape = {};
    private boolean verified;
    private final Map<GgmlType, Double> tolerances = new EnumMap<>(GgmlType.class);
    private double otherTolerance;
    private final List<Pair> pairs = new ArrayList<>();

    private GoldenVectorsReader() {}

    /** Returns the vectors of all known models. */
    public static List<GoldenVectors> all() {
        return ALL;
    }

    /** Returns those of a file, if it is a known model. */
    public static Optional<GoldenVectors> of(ModelSummary summary) {
        return ALL.stream().filter(vectors -> vectors.fits(summary)).findFirst();
    }

    private static List<GoldenVectors> read() {
        try (InputStream in = Objects.requireNonNull(
                GoldenVectorsReader.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException with the number of a line that is none of the format */
    static List<GoldenVectors> read(String text) {
        GoldenVectorsReader reader = new GoldenVectorsReader();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                try {
                    reader.take(lines.get(i).split("\t", -1));
                } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                    throw new IllegalArgumentException(RESOURCE + ", line " + (i + 1) + ": "
                            + lines.get(i), e);
                }
            }
        }
        reader.finish();
        return List.copyOf(reader.models);
    }

    private void take(String... fields) {
        switch (fields[0]) {
            case "model" -> {
                finish();
                model = fields[1];
            }
            case "names" -> names = List.of(fields).subList(1, fields.length);
            case "shape" -> shape = fields;
            case "verified" -> verified = switch (fields[1]) {
                case "yes" -> true;
                case "no" -> false;
                default -> throw new IllegalArgumentException("neither yes nor no");
            };
            case "tolerance" -> {
                for (String type : List.of(fields).subList(2, fields.length)) {
                    tolerances.put(GgmlType.valueOf(type), Double.parseDouble(fields[1]));
                }
                otherTolerance = Math.max(otherTolerance, Double.parseDouble(fields[1]));
            }
            case "pair" -> pairs.add(new Pair(fields[2], fields[3], Double.parseDouble(fields[1])));
            default -> throw new IllegalArgumentException("an unknown field");
        }
    }

    /** Whichever type isn't named gets the largest tolerance. */
    private void finish() {
        if (!model.isEmpty()) {
            models.add(new GoldenVectors(model, names, ModelFamily.valueOf(shape[1]),
                    Integer.parseInt(shape[2]), Integer.parseInt(shape[3]), verified, tolerances,
                    otherTolerance, pairs));
        }
        model = "";
        otherTolerance = 0;
        tolerances.clear();
        pairs.clear();
    }
}
