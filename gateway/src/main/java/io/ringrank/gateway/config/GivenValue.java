// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.config;

import java.util.List;

/**
 * What somebody set, not yet understood.
 *
 * @param texts one, or the entries of a list
 * @param place where it stands, as an error names it
 */
record GivenValue(List<String> texts, String place) {

    GivenValue {
        texts = List.copyOf(texts);
    }

    static GivenValue ofText(String text, String place, SettingKey key) {
        return new GivenValue(
                key.type() == List.class ? List.of(text.split(",", -1)) : List.of(text), place);
    }

    static GivenValue ofDefault(SettingKey key) {
        return ofText(key.setting().value(), "default of " + key.path(), key);
    }

    BadSettingException refused(String reason) {
        return new BadSettingException(place + ": " + reason);
    }
}
