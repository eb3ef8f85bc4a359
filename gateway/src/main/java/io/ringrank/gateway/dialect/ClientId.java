// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What a client calls one of its documents or queries; it comes back as it was.
 *
 * @param number whether it is a number of JSON and not a text
 */
record ClientId(String text, boolean number) {

    void write(JsonGenerator json, String name) throws IOException {
        json.writeFieldName(name);
        if (number) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }
}
