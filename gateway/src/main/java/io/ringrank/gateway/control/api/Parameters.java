// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.api;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The query parameters of a call, read strictly. */
final class Parameters {

    private static final String FORMAT = "format";

    /** Days are compared as texts of four digits, two and two. */
    private static final LocalDate FIRST_DAY = LocalDate.of(1000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private final MultiMap given;

    private Parameters(MultiMap given) {
        this.given = given;
    }

    static Parameters of(ControlCall call, Set<String> known) throws BadFieldException {
        for (String name : call.query().names()) {
            if (!known.contains(name)) {
                throw new BadFieldException(name, "there is no parameter " + name + "; there are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
        return new Parameters(call.query());
    }

    @Nullable
    String text(String name) {
        String value = given.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    Optional<String> optional(String name, int charsMax) throws BadFieldException {
        String value = text(name);
        if (value != null && value.length() > charsMax) {
            throw new BadFieldException(name,
                    name + " must have at most " + charsMax + " characters");
        }
        return Optional.ofNullable(value);
    }

    boolean flag(String name, boolean otherwise) throws BadFieldException {
        return word(name, otherwise, text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        }, "true or false");
    }

    /** @param choices for people */
    <T> T word(String name, T otherwise, Function<String, Optional<T>> meaning, String choices)
            throws BadFieldException {
        String value = text(name);
        return value == null
                ? otherwise
                : meaning.apply(value)
                        .orElseThrow(() -> new BadFieldException(name,
                                name + " must be " + choices));
    }

    LocalDate day(String name, LocalDate otherwise) throws BadFieldException {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            LocalDate day = LocalDate.parse(value);
            if (!day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY)) {
                return day;
            }
        } catch (DateTimeException _) {
            // The same answer as for a day that is out of range.
        }
        throw new BadFieldException(name, name + " must be a day like 2026-11-25");
    }

    int number(String name, int min, int max, int otherwise) throws BadFieldException {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // The same answer as for a number that is out of range.
        }
        throw new BadFieldException(name,
                name + " must be a whole number from " + min + " to " + max);
    }

    /** @param paging parameters that make no sense then, since CSV is always all rows */
    boolean isCsv(String... paging) throws BadFieldException {
        String format = text(FORMAT);
        if (format == null || format.equals("json")) {
            return false;
        }
        if (!format.equals("csv")) {
            throw new BadFieldException(FORMAT, "format must be json or csv");
        }
        for (String name : paging) {
            if (text(name) != null) {
                throw new BadFieldException(name,
                        name + " can't be used with format=csv, which has all rows");
            }
        }
        return true;
    }
}
