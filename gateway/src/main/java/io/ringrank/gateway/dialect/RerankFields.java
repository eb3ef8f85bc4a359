// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringrank.gateway.error.RequestError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The fields of one body, checked as they come; made for one parse. */
final class RerankFields {

    private static final String DOCUMENTS_WANTED =
            "documents must be a list of texts, or of objects with a text in the field text";

    private final JsonParser parser;
    private final JsonValues values;
    private final OptionFields options;
    private final RequestLimits limits;

    private @Nullable String model;
    private @Nullable String query;
    private @Nullable List<String> documents;

    /** 0 for all of them. */
    private int topN;
    private boolean returnDocuments = true;
    private OptionalInt timeoutMillis = OptionalInt.empty();

    RerankFields(JsonParser parser, RequestLimits limits) {
        this.parser = parser;
        this.values = new JsonValues(parser);
        this.options = new OptionFields(values);
        this.limits = limits;
    }

    /** Reads the value that the parser stands at, which is not null. */
    void accept(String name) throws IOException, InvalidRequestException {
        switch (name) {
            case "model" -> model = values.text(name);
            case "query" -> query = values.text(name);
            case "documents" -> documents = documents();
            case "top_n" ->
                topN = values.wholeNumber(name, "top_n must be a whole number, or 0 for all");
            case "return_documents" -> returnDocuments = values.bool(name);
            case "timeout_ms" ->
                timeoutMillis = OptionalInt.of(timeout(name, values.wholeNumber()));
            default -> {
                if (!options.accept(name)) {
                    parser.skipChildren();
                }
            }
        }
    }

    /** @param timeoutHeader counts if the body names no timeout */
    RerankRequest toRequest(@Nullable String timeoutHeader) throws InvalidRequestException {
        if (timeoutMillis.isEmpty() && timeoutHeader != null) {
            timeoutMillis = OptionalInt.of(timeout(RerankParser.TIMEOUT_HEADER,
                    WholeNumber.parse(timeoutHeader)));
        }
        if (query == null || query.isEmpty()) {
            throw InvalidRequestException.field("query",
                    query == null
                            ? "query is missing; it is the text to rank documents for"
                            : "query is empty; it is the text to rank documents for");
        }
        if (documents == null || documents.isEmpty()) {
            throw InvalidRequestException.field("documents", documents == null
                    ? "documents are missing; " + DOCUMENTS_WANTED
                    : "documents must have at least one document");
        }
        int resultsMax = topN == 0 ? documents.size() : Math.min(topN, documents.size());
        String named = model == null || model.isEmpty() ? null : model;
        return new RerankRequest(named, query, documents, resultsMax, returnDocuments,
                options.toOptions(), timeoutMillis.orElse(limits.timeoutMillisDefault()));
    }

    private List<String> documents() throws IOException, InvalidRequestException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw InvalidRequestException.field("documents", DOCUMENTS_WANTED);
        }
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (texts.size() == limits.documentsMax()) {
                throw new InvalidRequestException(
                        new RequestError.TooManyDocuments(limits.documentsMax()));
            }
            texts.add(document("documents[" + texts.size() + ']'));
        }
        return texts;
    }

    private String document(String param) throws IOException, InvalidRequestException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return documentText(param);
        }
        String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals("text");
            if (parser.nextToken() != JsonToken.VALUE_NULL && wanted) {
                text = documentText(param + ".text");
            } else {
                parser.skipChildren();
            }
        }
        if (text == null) {
            throw InvalidRequestException.field(param + ".text", DOCUMENTS_WANTED);
        }
        return text;
    }

    private String documentText(String param) throws IOException, InvalidRequestException {
        return values.text(param, DOCUMENTS_WANTED);
    }

    private int timeout(String param, OptionalInt number) throws InvalidRequestException {
        if (number.orElse(0) == 0) {
            throw InvalidRequestException.field(param,
                    param + " must be a whole number of milliseconds from 1");
        }
        return Math.min(number.getAsInt(), limits.timeoutMillisMax());
    }
}
