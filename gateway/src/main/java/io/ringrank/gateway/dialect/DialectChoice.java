// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import io.ringrank.gateway.error.RequestError;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In which dialect a request is: by its header, else by its path, else by the fields of its body. This
 * is the one place where that is decided. Immutable; any thread.
 */
public final class DialectChoice {

    /** Told apart by fields that the others don't have. */
    public static final DialectChoice BY_BODY = new DialectChoice(null,
            Dialects.STANDARD.fields()
                    .and(Dialects.TEI.fields())
                    .and(Dialects.MIXEDBREAD.fields())
                    .and(Dialects.VOYAGE.fields()));

    private final @Nullable Dialect only;
    private final FieldNames fields;

    private DialectChoice(@Nullable Dialect only, FieldNames fields) {
        this.only = only;
        this.fields = fields;
    }

    public static DialectChoice of(Dialect dialect) {
        return new DialectChoice(dialect, dialect.fields());
    }

    /** What came of a look at the header. */
    public sealed interface Named {

        record Known(DialectChoice choice) implements Named {}

        record Unknown(RequestError error) implements Named {}
    }

    /** @param header value of {@value Dialects#HEADER}, which wins over the path; null if there is none */
    public Named orNamed(@Nullable String header) {
        if (header == null) {
            return new Named.Known(this);
        }
        return Dialects.named(header.strip().toLowerCase(Locale.ROOT))
                .<Named>map(dialect -> new Named.Known(of(dialect)))
                .orElseGet(() -> new Named.Unknown(new RequestError.InvalidField(Dialects.HEADER,
                        Dialects.HEADER + " must be one of "
                                + String.join(", ", Dialects.names()))));
    }

    /** All names that a body may use. */
    FieldNames fields() {
        return fields;
    }

    /** @param seen names of the body's fields that are not null */
    Dialect byBody(Set<String> seen) {
        if (only != null) {
            return only;
        }
        if (seen.contains("texts")) {
            return Dialects.TEI;
        }
        if (seen.contains("input")) {
            return Dialects.MIXEDBREAD;
        }
        boolean voyage = seen.contains("top_k") || seen.contains("truncation");
        // Jina has a field truncation, too.
        boolean jina = seen.contains("top_n") || seen.contains("max_doc_length");
        return voyage && !jina ? Dialects.VOYAGE : Dialects.STANDARD;
    }
}
