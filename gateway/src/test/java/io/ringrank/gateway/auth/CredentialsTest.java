// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    private static @Nullable String find(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Credentials.find(headers);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
            textBlock = """
                        Bearer abc|abc
                        bearer abc|abc
                        BEARER  abc |abc
                        abc|abc
                        Bearer|
                        bearer |
                                                                                                    Basic abc|
                        Bearer a b|a b
                        """)
    void reads_the_authorization_header(String header, @Nullable String token) {
        assertThat(find("Authorization", header)).isEqualTo(token);
    }

    @Test
    void falls_back_to_the_other_headers_in_order() {
        assertThat(find()).isNull();
        assertThat(find("API-Key", "c")).isEqualTo("c");
        assertThat(find("api-key", "c", "X-Api-Key", "b")).isEqualTo("b");
        assertThat(find("api-key", "c", "x-api-key", "b", "authorization", "a")).isEqualTo("a");
        assertThat(find("authorization", "Basic xyz", "x-api-key", "b")).isEqualTo("b");
        assertThat(find("authorization", " ")).isNull();
        assertThat(find("x-api-key", "  ", "api-key", "c")).isEqualTo("c");
    }
}
