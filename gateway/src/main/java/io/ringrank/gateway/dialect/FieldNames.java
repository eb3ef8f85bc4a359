// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Names of fields and what they mean. Immutable; any thread. */
public final class FieldNames {

    /** What every dialect knows, since clients who look further than their own may ask for it. */
    static final FieldNames COMMON = new FieldNames(new LinkedHashMap<>()).and(Field.MODEL, "model")
            .and(Field.SCORE_MODE, "score_mode")
            .and(Field.DEBUG, "debug")
            .and(Field.INSTRUCTION, "instruction")
            .and(Field.MAX_TOKENS_PER_DOCUMENT, "max_tokens_per_doc")
            .and(Field.LONG_DOCUMENT, "long_document")
            .and(Field.WINDOW_TOKENS, "window_tokens")
            .and(Field.OVERLAP_TOKENS, "overlap_tokens")
            .and(Field.TIMEOUT, "timeout_ms")
            .and(Field.PRIORITY, "priority")
            .and(Field.ON_TIMEOUT, "on_timeout")
            .and(Field.CACHE, "cache");

    private final SequencedMap<String, Field> names;

    private FieldNames(SequencedMap<String, Field> names) {
        this.names = Collections.unmodifiableSequencedMap(names);
    }

    /** @param more of which the first is the best known */
    FieldNames and(Field field, String... more) {
        SequencedMap<String, Field> all = new LinkedHashMap<>(names);
        for (String name : more) {
            put(all, name, field);
        }
        return new FieldNames(all);
    }

    /** Both; a name must not mean two things. */
    FieldNames and(FieldNames others) {
        SequencedMap<String, Field> all = new LinkedHashMap<>(names);
        others.names.forEach((name, field) -> put(all, name, field));
        return new FieldNames(all);
    }

    private static void put(Map<String, Field> names, String name, Field field) {
        Field other = names.put(name, field);
        if (other != null && other != field) {
            throw new IllegalArgumentException(
                    name + " would mean both " + other + " and " + field);
        }
    }

    /** Null for a name that is not known. */
    @Nullable
    Field get(String name) {
        return names.get(name);
    }

    boolean has(Field field) {
        return names.containsValue(field);
    }

    /** The best-known name of a field that is there. */
    String nameOf(Field field) {
        return names.entrySet()
                .stream()
                .filter(entry -> entry.getValue() == field)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    public SequencedMap<String, Field> asMap() {
        return names;
    }
}
