// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.audit;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what is set in something, and what of it was changed. Any thread. */
public final class Changes {

    private Changes() {}

    /** @param parts by name; null if not set */
    public static String set(Map<String, ? extends @Nullable Object> parts) {
        return parts.entrySet()
                .stream()
                .filter(part -> part.getValue() != null)
                .map(part -> part.getKey() + ' ' + part.getValue())
                .collect(Collectors.joining(", "));
    }

    /** What is not as it was, with what it was. */
    public static String between(Map<String, ? extends @Nullable Object> old,
            Map<String, ? extends @Nullable Object> changed) {
        return changed.entrySet()
                .stream()
                .filter(part -> !Objects.equals(part.getValue(), old.get(part.getKey())))
                .map(part -> part.getKey() + ' ' + text(old.get(part.getKey())) + " -> "
                        + text(part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
