// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringrank.gateway.error.RequestError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one body. Which fields of an object make up its text may be said after it, so those
 * of objects with more than a text are kept until then. Made for one parse.
 */
final class DocumentFields {

    private static final String TEXT = "text";
    private static final String ID = "id";

    private final JsonParser parser;
    private final JsonValues values;
    private final int documentsMax;

    /** As the dialect calls the field. */
    private final String name;

    private final List<@Nullable String> texts = new ArrayList<>();
    private final Map<Integer, ClientId> ids = new HashMap<>(0);
    private final Map<Integer, Map<String, String>> objects = new HashMap<>(0);

    DocumentFields(JsonParser parser, String name, int documentsMax) {
        this.parser = parser;
        this.values = new JsonValues(parser);
        this.name = name;
        this.documentsMax = documentsMax;
    }

    static String wanted(String name) {
        return name + " must be a list of texts, or of objects with a text in the field text";
    }

    /** Reads the list that the parser stands at. */
    void read() throws IOException, InvalidRequestException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw InvalidRequestException.field(name, wanted(name));
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (texts.size() == documentsMax) {
                throw new InvalidRequestException(
                        new RequestError.TooManyDocuments(documentsMax));
            }
            texts.add(parser.currentToken() == JsonToken.START_OBJECT
                    ? readObject()
                    : values.text(param(texts.size()), wanted(name)));
        }
        if (texts.isEmpty()) {
            throw InvalidRequestException.field(name, name + " must have at least one document");
        }
    }

    /** The text of an object; null if it has none. */
    private @Nullable String readObject() throws IOException, InvalidRequestException {
        int index = texts.size();
        String text = null;
        for (String field = values.nextField(); field != null; field = values.nextField()) {
            if (field.equals(TEXT)) {
                text = values.text(param(index) + ".text", wanted(name));
            } else if (!parser.currentToken().isScalarValue()) {
                parser.skipChildren();
            } else if (field.equals(ID)) {
                ids.put(index, new ClientId(parser.getText(), values.isNumber()));
                keep(index, field, parser.getText());
            } else {
                keep(index, field, parser.getText());
            }
        }
        return text;
    }

    private void keep(int index, String field, String value) {
        objects.computeIfAbsent(index, _ -> new HashMap<>()).put(field, value);
    }

    /** @param rankFields that make up the text of an object; empty for the field text */
    List<String> toTexts(List<String> rankFields) throws InvalidRequestException {
        List<String> whole = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (!rankFields.isEmpty() && objects.containsKey(i)) {
                text = joined(i, rankFields);
            }
            if (text == null) {
                throw InvalidRequestException.field(param(i) + ".text", wanted(name));
            }
            whole.add(text);
        }
        return whole;
    }

    private String joined(int index, List<String> rankFields) throws InvalidRequestException {
        Map<String, String> object = objects.getOrDefault(index, Map.of());
        StringJoiner joined = new StringJoiner("\n");
        int found = 0;
        for (String field : rankFields) {
            String value = field.equals(TEXT) ? texts.get(index) : object.get(field);
            if (value != null) {
                joined.add(value);
                found++;
            }
        }
        if (found == 0) {
            throw InvalidRequestException.field(param(index),
                    param(index) + " has none of the fields that rank_fields names");
        }
        return joined.toString();
    }

    /** Null for a document without one; empty if none has one. */
    List<@Nullable ClientId> toIds() {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<@Nullable ClientId> all = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            all.add(ids.get(i));
        }
        return all;
    }

    private String param(int index) {
        return name + '[' + index + ']';
    }
}
