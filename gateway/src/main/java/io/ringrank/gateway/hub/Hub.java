// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.util.Optional;

/** Who publishes models. Any thread. */
public enum Hub {
    HUGGING_FACE("hf", "Hugging Face"), MODELSCOPE("ms", "ModelScope");

    private final String word;
    private final String title;

    Hub(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** As it stands in front of a source. */
    public String word() {
        return word;
    }

    /** For people. */
    public String title() {
        return title;
    }

    public static Optional<Hub> ofWord(String word) {
        for (Hub hub : values()) {
            if (hub.word.equals(word)) {
                return Optional.of(hub);
            }
        }
        return Optional.empty();
    }
}
