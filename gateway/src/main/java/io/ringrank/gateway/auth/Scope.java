// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.util.Arrays;
import java.util.Optional;

/** What an API key may be used for. */
public enum Scope {
    /** Asking for scores. */
    INFERENCE("inference"),
    /** Changing deployments, keys and users. */
    MANAGEMENT("management");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /** As it is stored and shown. */
    public String word() {
        return word;
    }

    public static Optional<Scope> ofWord(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }
}
