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
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a rerank request in the default dialect. Tolerant in what clients are known to do
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
        this.json = JsonFactory.builder()
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
     * @param length how many bytes of the body are filled
     * @param timeoutHeader value of {@value #TIMEOUT_HEADER}, which counts if the body has none
     */
    public Parsed parse(byte[] body, int length, @Nullable String timeoutHeader) {
        try (JsonParser parser = json.createParser(body, 0, length)) {
            return new Parsed.Valid(read(parser, timeoutHeader));
        } catch (InvalidRequestException e) {
            return new Parsed.Invalid(e.error());
        } catch (StreamConstraintsException e) {
            return notJson("it is nested too deep, or a name or number in it is too long");
        } catch (JsonProcessingException e) {
            return notJson(e.getOriginalMessage() + where(e));
        } catch (IOException e) {
            // The bytes are in memory, so all that can fail is their decoding.
            return notJson("its text is not valid UTF-8");
        }
    }

    private RerankRequest read(JsonParser parser, @Nullable String timeoutHeader)
            throws IOException, InvalidRequestException {
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
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                fields.accept(name);
            }
        }
        if (parser.nextToken() != null) {
            throw invalid("something follows the object");
        }
        return fields.toRequest(timeoutHeader);
    }

    private static InvalidRequestException invalid(String reason) {
        return new InvalidRequestException(new RequestError.NotJson(reason));
    }

    private static Parsed notJson(String reason) {
        return new Parsed.Invalid(new RequestError.NotJson(reason));
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ')';
    }
}
