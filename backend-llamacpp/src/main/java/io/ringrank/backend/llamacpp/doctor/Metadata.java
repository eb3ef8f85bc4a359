// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.ValueType;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Metadata by key and type. llama.cpp takes a key in one type only, so another type is a finding.
 * One thread at a time.
 */
final class Metadata {

    private final GgufHeader header;
    private final Findings findings;

    Metadata(GgufHeader header, Findings findings) {
        this.header = header;
        this.findings = findings;
    }

    boolean has(String key) {
        return header.metadata().containsKey(key);
    }

    Optional<GgufValue> value(String key) {
        return Optional.ofNullable(header.metadata().get(key));
    }

    Optional<String> text(String key) {
        return value(key).flatMap(value -> value instanceof GgufValue.Text(String text)
                ? Optional.of(text)
                : wrong(key, "string", value));
    }

    /** What the model is called, for people; empty if it has no name. */
    String modelName() {
        return Stream.of("general.name", "general.basename")
                .flatMap(key -> value(key).stream())
                .filter(GgufValue.Text.class::isInstance)
                .map(value -> ((GgufValue.Text) value).value())
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse("");
    }

    /** A whole number of any type, without a word if it is none. */
    OptionalLong number(String key) {
        return header.metadata().get(key) instanceof GgufValue.Int(ValueType _, long number)
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    /** A count, a size or an id: llama.cpp takes them as uint32. */
    OptionalLong uint32(String key) {
        Optional<Long> found = value(key).flatMap(
                value -> value instanceof GgufValue.Int(ValueType type, long number)
                        && type == ValueType.UINT32
                                ? Optional.of(number)
                                : wrong(key, "uint32", value));
        return found.isPresent() ? OptionalLong.of(found.get()) : OptionalLong.empty();
    }

    OptionalDouble float32(String key) {
        Optional<Double> found = value(key).flatMap(
                value -> value instanceof GgufValue.Real(ValueType type, double number)
                        && type == ValueType.FLOAT32
                                ? Optional.of(number)
                                : wrong(key, "float32", value));
        return found.isPresent() ? OptionalDouble.of(found.get()) : OptionalDouble.empty();
    }

    Optional<Boolean> truth(String key) {
        return value(key).flatMap(value -> value instanceof GgufValue.Truth(boolean truth)
                ? Optional.of(truth)
                : wrong(key, "bool", value));
    }

    /** An array of one kind. */
    <T extends GgufValue> Optional<T> array(String key, Class<T> kind, String expected) {
        return value(key).flatMap(value -> kind.isInstance(value)
                ? Optional.of(kind.cast(value))
                : wrong(key, expected, value));
    }

    void missing(String key) {
        findings.add("the key " + key + " is missing", Findings.CONVERT);
    }

    private <T> Optional<T> wrong(String key, String expected, GgufValue found) {
        findings.add("the key " + key + " must have the type " + expected + " and has "
                + found.typeLabel(), Findings.CONVERT);
        return Optional.empty();
    }
}
