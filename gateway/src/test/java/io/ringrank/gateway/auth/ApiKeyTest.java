// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    private final SecureRandom random = new SecureRandom();

    private ApiKey.Created create() {
        return ApiKey.create(random, "test", Instant.EPOCH,
                KeyGrant.unlimited(EnumSet.of(Scope.INFERENCE)));
    }

    @Test
    void is_different_each_time_and_recognised_by_its_record_only() {
        ApiKey.Created first = create();
        ApiKey.Created second = create();

        assertThat(first.record().sha256())
                .isEqualTo(HexFormat.of().formatHex(first.key().sha256()))
                .isNotEqualTo(second.record().sha256());
        assertThat(first.key().value()).matches("rr_[0-9A-Za-z]{10}_[0-9A-Za-z]{32}");
    }

    @Test
    void draws_from_the_whole_alphabet() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            create().key().value().substring(14).chars().forEach(seen::add);
        }

        assertThat(seen).hasSize(62);
    }

    @Test
    void shows_its_secret_to_nobody_but_who_asks_for_the_value() {
        ApiKey.Created created = create();
        String secret = created.key().value().substring(14);

        assertThat(created.toString()).contains(created.key().id()).doesNotContain(secret);
    }

    @Test
    void is_parsed_only_if_every_character_fits() {
        String value = create().key().value();

        assertThat(ApiKey.parse(value)).isNotNull();
        assertThat(ApiKey.parse(value + '\n')).isNull();
        assertThat(ApiKey.parse(value.replace('_', '-'))).isNull();
        assertThat(ApiKey.parse(value.substring(1))).isNull();
        assertThat(ApiKey.parse("")).isNull();
        for (int i = 0; i < value.length(); i++) {
            for (char wrong : new char[]{'-', '\u0000', '\n', '/', ':', '@', '[', '`', '{',
                '\u00e4', '\uffff'}) {
                assertThat(ApiKey.parse(value.substring(0, i) + wrong + value.substring(i + 1)))
                        .isNull();
            }
        }
    }
}
