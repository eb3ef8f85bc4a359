// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads the value that a parser stands at, as clients are known to write it; made for one parse. */
final class JsonValues {

    private final JsonParser parser;

    JsonValues(JsonParser parser) {
        this.parser = parser;
    }

    boolean isNumber() {
        return parser.currentToken().isNumeric();
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Goes to the value of the next field of an object that is not null; null at the object's end. */
    @Nullable
    String nextField() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                return name;
            }
        }
        return null;
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    String text(String param) throws IOException, InvalidRequestException {
        return text(param, param + " must be a text");
    }

    String text(String param, String wanted) throws IOException, InvalidRequestException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw InvalidRequestException.field(param, wanted);
        }
        return parser.getText();
    }

    /** A text, number or boolean as it is written; empty for anything else, which is read over. */
    String word() throws IOException {
        String word = parser.currentToken().isScalarValue() ? parser.getText() : "";
        parser.skipChildren();
        return word.strip();
    }

    /** Whether it is false, as a boolean or in a text; anything else is read over. */
    boolean isFalse() throws IOException {
        return word().equalsIgnoreCase("false");
    }

    boolean bool(String param) throws IOException, InvalidRequestException {
        String word = parser.currentToken().isScalarValue() ? parser.getText() : "";
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw InvalidRequestException.field(param,
                    param + " must be true or false");
        };
    }

    /** Empty unless it is one from 0; what no int holds counts as the largest. */
    OptionalInt wholeNumber() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> WholeNumber.ofJson(parser.getText());
            case VALUE_STRING -> WholeNumber.parse(parser.getText());
            default -> OptionalInt.empty();
        };
    }

    int wholeNumber(String param, String wanted) throws IOException, InvalidRequestException {
        return wholeNumber().orElseThrow(() -> InvalidRequestException.field(param, wanted));
    }
}
