// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringrank.gateway.dialect.ScoreMode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The fields of one JSON object, read strictly: a field that is not known is an error, since it is
 * probably a misspelt one. A field that is null counts as absent.
 */
final class Fields {

    private static final int LIST_MAX = 100;

    private final String prefix;
    private final JsonNode object;

    private Fields(String prefix, JsonNode object) {
        this.prefix = prefix;
        this.object = object;
    }

    /** @param known names of all fields that may be there */
    static Fields of(JsonNode body, String... known) throws BadFieldException {
        return new Fields("", body).checked(Set.of(known));
    }

    private Fields checked(Set<String> known) throws BadFieldException {
        if (!object.isObject()) {
            String what = prefix.isEmpty() ? "the body" : prefix.substring(0, prefix.length() - 1);
            throw new BadFieldException(what, what + " must be a JSON object");
        }
        for (var field : object.properties()) {
            if (!known.contains(field.getKey())) {
                String name = prefix + field.getKey();
                throw new BadFieldException(name, "there is no field " + name + "; there are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
        return this;
    }

    /** Whether it is there, if only as null. */
    boolean has(String name) {
        return object.has(name);
    }

    /** The object in a field; empty if it is not there. */
    Optional<Fields> object(String name, String... known) throws BadFieldException {
        JsonNode value = object.path(name);
        return isAbsent(value)
                ? Optional.empty()
                : Optional.of(new Fields(prefix + name + '.', value).checked(Set.of(known)));
    }

    String text(String name, int charsMax) throws BadFieldException {
        return optionalText(name, charsMax).orElseThrow(
                () -> new BadFieldException(prefix + name, prefix + name + " is missing"));
    }

    Optional<String> optionalText(String name, int charsMax) throws BadFieldException {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isBlank()
                || value.textValue().length() > charsMax) {
            throw new BadFieldException(prefix + name, prefix + name
                    + " must be a text of 1 to " + charsMax + " characters");
        }
        return Optional.of(value.textValue());
    }

    Optional<Long> optionalNumber(String name, long min, long max) throws BadFieldException {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        boolean whole = value.isIntegralNumber() && value.canConvertToLong();
        if (!whole || value.longValue() < min || value.longValue() > max) {
            throw new BadFieldException(prefix + name, prefix + name
                    + " must be a whole number from " + min + " to " + max);
        }
        return Optional.of(value.longValue());
    }

    /** @param choices for people */
    <T> Optional<T> optionalWord(String name, Function<String, Optional<T>> meaning,
            String choices) throws BadFieldException {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        Optional<T> found = value.isTextual()
                ? meaning.apply(value.textValue())
                : Optional.empty();
        if (found.isEmpty()) {
            throw new BadFieldException(prefix + name, prefix + name + " must be " + choices);
        }
        return found;
    }

    /** What is asked for with requests as well. */
    Optional<ScoreMode> optionalScoreMode(String name) throws BadFieldException {
        return optionalWord(name, ScoreMode::ofWord, "raw, sigmoid or minmax");
    }

    boolean flag(String name) throws BadFieldException {
        JsonNode value = object.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw new BadFieldException(prefix + name, prefix + name + " must be true or false");
        }
        return value.booleanValue();
    }

    /** In their order and each once; empty if the field is not there. */
    Optional<Set<String>> optionalTexts(String name, int charsMax) throws BadFieldException {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode element : value) {
            if (!element.isTextual() || element.textValue().isBlank()
                    || element.textValue().length() > charsMax) {
                throw notAList(name, charsMax);
            }
            texts.add(element.textValue());
        }
        if (!value.isArray() || value.size() > LIST_MAX) {
            throw notAList(name, charsMax);
        }
        return Optional.of(texts);
    }

    private BadFieldException notAList(String name, int charsMax) {
        return new BadFieldException(prefix + name, prefix + name + " must be a list of at most "
                + LIST_MAX + " texts of 1 to " + charsMax + " characters");
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
