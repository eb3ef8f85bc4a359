// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.ringrank.gateway.error.RequestError;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch: requests in lines of their own (NDJSON), or in one array. Any thread.
 *
 * <p>A line that is no request is the error of that line. An array that is no JSON is that of all, for
 * where its elements end is not known.
 */
public final class BatchParser {

    /** Name of the field that comes back with the answer. */
    public static final String ID = "custom_id";

    public static final int QUERIES_MAX = 10_000;

    private final RerankParser requests;
    private final JsonFactory json;

    public BatchParser(RequestLimits limits, RerankParser requests) {
        this.requests = requests;
        this.json = RerankParser.json(limits);
    }

    /** What the whole body is. */
    public sealed interface Batch {

        /** @param places of the queries in the body: where each begins, and the byte behind it */
        record Queries(int[] places) implements Batch {

            public int count() {
                return places.length / 2;
            }
        }

        record Invalid(RequestError error) implements Batch {}
    }

    /** Finds the queries of a body. */
    public Batch split(byte[] body, int length) {
        Places places = new Places();
        int first = 0;
        while (first < length && isSpace(body[first])) {
            first++;
        }
        try {
            if (first < length && body[first] == '[') {
                elements(body, length, places);
            } else {
                lines(body, length, places);
            }
        } catch (InvalidRequestException e) {
            return new Batch.Invalid(e.error());
        } catch (JsonProcessingException e) {
            return new Batch.Invalid(new RequestError.NotJson(RerankParser.reason(e)));
        } catch (IOException _) {
            return new Batch.Invalid(new RequestError.NotJson("its text is not valid UTF-8"));
        }
        return places.count == 0
                ? new Batch.Invalid(new RequestError.NotJson("it has no queries"))
                : new Batch.Queries(places.trimmed());
    }

    /** Line ends inside texts are escaped, so each byte that is one ends a line. */
    private static void lines(byte[] body, int length, Places places)
            throws InvalidRequestException {
        int from = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || body[i] == '\n') {
                while (from < i && isSpace(body[from])) {
                    from++;
                }
                if (from < i) {
                    places.add(from, i);
                }
                from = i + 1;
            }
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private void elements(byte[] body, int length, Places places)
            throws IOException, InvalidRequestException {
        try (JsonParser parser = json.createParser(body, 0, length)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw invalid("each element must be an object");
                }
                int from = (int) parser.currentTokenLocation().getByteOffset();
                if (from < 0) {
                    // Jackson knows no bytes of UTF-16 and UTF-32.
                    throw invalid("it must be UTF-8");
                }
                parser.skipChildren();
                places.add(from, (int) parser.currentLocation().getByteOffset());
            }
            if (parser.nextToken() != null) {
                throw invalid("something follows the array");
            }
        }
    }

    private static InvalidRequestException invalid(String reason) {
        return new InvalidRequestException(new RequestError.NotJson(reason));
    }

    /** Reads one query of a body. */
    public BatchQuery parse(byte[] body, Batch.Queries queries, int index, DialectChoice choice,
            @Nullable String timeout) {
        int from = queries.places()[2 * index];
        var bytes = new RerankParser.Bytes(body, from, queries.places()[2 * index + 1] - from);
        ClientId id;
        try {
            id = id(bytes);
        } catch (InvalidRequestException e) {
            return new BatchQuery(index, null,
                    new Parsed.Invalid(e.error(), Dialects.STANDARD));
        }
        return new BatchQuery(index, id, requests.parse(bytes, choice, timeout));
    }

    /** Of a request that may be none: whoever sent it wants to know which one was wrong. */
    private @Nullable ClientId id(RerankParser.Bytes bytes) throws InvalidRequestException {
        try (JsonParser parser =
                json.createParser(bytes.array(), bytes.from(), bytes.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(ID);
                JsonToken value = parser.nextToken();
                if (wanted && value == JsonToken.VALUE_STRING) {
                    return new ClientId(parser.getText(), false);
                }
                if (wanted && value.isNumeric()) {
                    return new ClientId(parser.getText(), true);
                }
                if (wanted && value != JsonToken.VALUE_NULL) {
                    throw InvalidRequestException.field(ID,
                            ID + " must be a text or a number");
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException _) {
            // The parser of requests meets the same, and says it.
            return null;
        }
    }

    /** A growing list. */
    private static final class Places {

        private int[] places = new int[64];
        private int count;

        void add(int from, int to) throws InvalidRequestException {
            if (count == 2 * QUERIES_MAX) {
                throw new InvalidRequestException(new RequestError.TooManyQueries(QUERIES_MAX));
            }
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = from;
            places[count++] = to;
        }

        int[] trimmed() {
            return Arrays.copyOf(places, count);
        }
    }
}
