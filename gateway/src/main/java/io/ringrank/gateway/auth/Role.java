// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import java.util.Arrays;
import java.util.Optional;

/** What a user may do. */
public enum Role {
    /** Everything. */
    ADMIN("admin"),
    /** Ask for scores, and change the own password. */
    USER("user");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** As it is stored and shown. */
    public String word() {
        return word;
    }

    public static Optional<Role> ofWord(String word) {
        return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }
}
