// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BEIR's queries and corpora: objects with {@code _id}, {@code text} and perhaps {@code title}. */
record JsonLines() implements TextFormat {

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

    @Override
    public @Nullable TextRow read(LineReader lines, String line, Set<String> wanted)
            throws BadFileException {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw lines.bad("the line must be a JSON object, as the first line is");
            }
            return read(lines, json, wanted);
        } catch (JsonProcessingException e) {
            throw lines.bad("the line is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be read", e);
        }
    }

    /** Stops at an id that is not wanted, since most rows of a large corpus are not. */
    private static @Nullable TextRow read(LineReader lines, JsonParser json, Set<String> wanted)
            throws IOException, BadFileException {
        String id = null;
        String title = "";
        String text = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "_id" -> id = scalar(lines, json, name);
                case "title" -> title = scalar(lines, json, name);
                case "text" -> text = scalar(lines, json, name);
                default -> json.skipChildren();
            }
            if (id != null && !wanted.contains(id)) {
                return null;
            }
        }
        if (id == null || text == null) {
            throw lines.bad("the object has no " + (id == null ? "_id" : "text"));
        }
        if (json.nextToken() != null) {
            throw lines.bad("something follows the object");
        }
        return new TextRow(id, title, text);
    }

    private static String scalar(LineReader lines, JsonParser json, String name)
            throws IOException, BadFileException {
        return switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT -> json.getText();
            case VALUE_NULL -> "";
            case null, default -> throw lines.bad("the field " + name + " must be a text");
        };
    }
}
