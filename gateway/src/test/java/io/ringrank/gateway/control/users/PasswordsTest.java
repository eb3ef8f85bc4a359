// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    private final Passwords passwords = new Passwords(new SecureRandom(), 2);

    @Test
    void knows_a_password_again_and_no_other() {
        String hash = passwords.hash("correct horse");

        assertThat(passwords.matches("correct horse", hash)).isTrue();
        assertThat(passwords.matches("correct horsf", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    /** From the tests of the reference implementation, phc-winner-argon2. */
    @Test
    void computes_what_the_reference_implementation_computes() {
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(passwords.matches("password", reference)).isTrue();
        assertThat(passwords.matches("passwore", reference)).isFalse();
    }

    @Test
    void writes_the_cost_and_a_fresh_salt_into_each_hash() {
        String hash = passwords.hash("correct horse");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .isNotEqualTo(passwords.hash("correct horse"))
                .doesNotContain("correct");
    }

    @Test
    void takes_the_same_characters_however_they_were_typed() {
        assertThat(passwords.matches("pa\u0308sswo\u0308rter",
                passwords.hash("p\u00e4ssw\u00f6rter"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$",
        "$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=16,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"})
    void matches_nothing_against_a_hash_that_is_damaged(String hash) {
        assertThat(passwords.matches("password", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void matches_nothing_for_somebody_who_does_not_exist() {
        assertThat(passwords.matchesNobody("")).isFalse();
        assertThat(passwords.matchesNobody("password")).isFalse();
    }

    @Test
    void generates_passwords_that_differ_and_can_be_typed() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seen.add(passwords.generate());
        }

        assertThat(seen).hasSize(100).allMatch(text -> text.matches("[2-9A-HJ-NP-Za-km-z]{20}"));
    }
}
