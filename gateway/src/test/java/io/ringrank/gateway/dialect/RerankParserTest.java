// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerankParserTest {

    private final RerankParser parser = new RerankParser(new RequestLimits(1 << 20, 5, 100, 1000));

    private RerankRequest parse(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return switch (parser.parse(bytes, bytes.length, null)) {
            case Parsed.Valid(RerankRequest request) -> request;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    private RerankRequest parseWith(String field) {
        return parse("{" + field + ", \"query\": \"q\", \"documents\": [\"a\", \"b\", \"c\"]}");
    }

    @Test
    void reads_only_the_filled_part_of_the_buffer() {
        byte[] bytes = "{\"query\":\"q\",\"documents\":[\"a\"]}garbage"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(parser.parse(bytes, bytes.length - 7, null)).isInstanceOf(Parsed.Valid.class);
        assertThat(parser.parse(bytes, bytes.length, null)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                                                                   null                   | 3
                                                                   0                      | 3
                                                                   -0                     | 3
                                                                   2                      | 2
                                                                   2.0                    | 2
                                                                   2e0                    | 2
                                                                   "2"                    | 2
                                                                   " 2 "                  | 2
                                                                   "+2.0"                 | 2
                                                                   99                     | 3
                                                                   1e3                    | 3
                                                                   99999999999999999999   | 3
                                                                   99999999999.00         | 3
                                                                   123456789012345678901  | 3
                                                                   "12345678901234567890" | 3
                                                                   """)
    void takes_top_n_as_clients_write_it(String written, int resultsMax) {
        assertThat(parseWith("\"top_n\": " + written).resultsMax()).isEqualTo(resultsMax);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                                                                   null    | true
                                                                   true    | true
                                                                   "True"  | true
                                                                   1       | true
                                                                   false   | false
                                                                   "false" | false
                                                                   "0"     | false
                                                                   """)
    void takes_return_documents_as_clients_write_it(String written, boolean meant) {
        assertThat(parseWith("\"return_documents\": " + written).returnDocuments())
                .isEqualTo(meant);
    }

    @Test
    void skips_fields_that_nobody_asked_for_whatever_they_hold() {
        RerankRequest request = parse(
                """
                {"rank_fields": [["query", {"documents": 1}]], "priority": null, "max_chunks": 1e9,
                 "query": "q", "truncation": {"query": "no"},
                 "documents": [{"meta": {"text": "no"}, "text": "a", "more": [1]}],
                 "query ": "no"}""");

        assertThat(request.query()).isEqualTo("q");
        assertThat(request.documents()).containsExactly("a");
        assertThat(request.model()).isNull();
        assertThat(request.timeoutMillis()).isEqualTo(100);
    }

    @Test
    void reads_every_escape_and_every_script() {
        RerankRequest request = parse(
                "{\"query\":\"\\ud83d\\udc3c \\u0000\\n\",\"documents\":[\"パンダ\",\"\\ud83d\"]}");

        assertThat(request.query()).isEqualTo("\ud83d\udc3c \0\n");
        assertThat(request.documents()).containsExactly("パンダ", "\ud83d");
    }

    @Test
    void cuts_a_timeout_to_the_longest_allowed() {
        assertThat(parseWith("\"timeout_ms\": 5000").timeoutMillis()).isEqualTo(1000);
        assertThat(parseWith("\"timeout_ms\": \"7\"").timeoutMillis()).isEqualTo(7);
    }
}
