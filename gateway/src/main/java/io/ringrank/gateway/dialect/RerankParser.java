// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.ringrank.gateway.error.RequestError;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a rerank request in any dialect. Tolerant in what clients are known to do
 * differently (null for absent, numbers and booleans as text, fields nobody asked for), strict in the
 * rest; of several errors it reports the first. Any thread.
 */
public final class RerankParser {

    /** Milliseconds, as a whole number from 1. */
    public static final String TIMEOUT_HEADER = "x-request-timeout-ms";

    private static final int NESTING_MAX = 64;
    private static final int NAME_CHARS_MAX = 1024;
    private static final int NUMBER_CHARS_MAX = 100;

    private final RequestLimits limits;
    private final JsonFactory json;

    public RerankParser(RequestLimits limits) {
        this.limits = limits;
        this.json = json(limits);
    }

    /** Makes parsers that bodies can't make large. */
    static JsonFactory json(RequestLimits limits) {
        return JsonFactory.builder()
                // Names come from clients; interning would keep them for ever.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(NESTING_MAX)
                        .maxNameLength(NAME_CHARS_MAX)
                        .maxNumberLength(NUMBER_CHARS_MAX)
                        .maxStringLength(limits.bodyBytesMax())
                        .build())
                .build();
    }

    /**
     * Checks the body, and the one header that says the same as a field.
     *
     * @param body of which these bytes are meant
     * @param timeoutHeader value of {@value #TIMEOUT_HEADER}, which counts if the body has none
     */
    public Parsed parse(Bytes body, DialectChoice choice, @Nullable String timeoutHeader) {
        Set<String> seen = new HashSet<>();
        RequestError error;
        try (JsonParser parser = json.createParser(body.array(), body.from(), body.length())) {
            return new Parsed.Valid(read(parser, choice, seen, timeoutHeader));
        } catch (InvalidRequestException e) {
            error = e.error();
        } catch (JsonProcessingException e) {
            error = new RequestError.NotJson(reason(e));
        } catch (IOException e) {
            // The bytes are in memory, so all that can fail is their decoding.
            error = new RequestError.NotJson("its text is not valid UTF-8");
        }
        return new Parsed.Invalid(error, choice.byBody(seen));
    }

    /** A part of an array. */
    public record Bytes(byte[] array, int from, int length) {}

    private RerankRequest read(JsonParser parser, DialectChoice choice, Set<String> seen,
            @Nullable String timeoutHeader) throws IOException, InvalidRequestException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw invalid("it is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            throw invalid("it is something else");
        }
        RerankFields fields = new RerankFields(parser, limits);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Field field = choice.fields().get(name);
            if (parser.nextToken() != JsonToken.VALUE_NULL && field != null) {
                seen.add(name);
                fields.accept(field, name);
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw invalid("something follows the object");
        }
        return fields.toRequest(choice.byBody(seen), timeoutHeader);
    }

    private static InvalidRequestException invalid(String reason) {
        return new InvalidRequestException(new RequestError.NotJson(reason));
    }

    static String reason(JsonProcessingException e) {
        return e instanceof StreamConstraintsException
                ? "it is nested too deep, or a name or number in it is too long"
                : e.getOriginalMessage() + where(e);
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ')';
    }
}
