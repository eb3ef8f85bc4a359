// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.scheduler.pair.LongDocument;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.ticket.CacheUse;
import io.ringrank.scheduler.ticket.JobClass;
import io.ringrank.scheduler.ticket.JobTerms;
import io.ringrank.scheduler.ticket.OnTimeout;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RerankParserTest {

    private static final ScoringOptions TRUNCATE = ScoringOptions.DEFAULT;
    private static final ScoringOptions REFUSE =
            new ScoringOptions("", 0, new LongDocument.Refuse());

    private final RerankParser parser = new RerankParser(new RequestLimits(1 << 20, 5, 100, 1000));

    private RerankRequest parse(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return switch (parsed(bytes, bytes.length)) {
            case Parsed.Valid(RerankRequest request) -> request;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    private Parsed parsed(byte[] bytes, int length) {
        return parser.parse(new RerankParser.Bytes(bytes, 0, length), DialectChoice.BY_BODY, null);
    }

    private RerankRequest parseWith(String field) {
        return parse("{" + field + ", \"query\": \"q\", \"documents\": [\"a\", \"b\", \"c\"]}");
    }

    @Test
    void reads_only_the_filled_part_of_the_buffer() {
        byte[] bytes = "{\"query\":\"q\",\"documents\":[\"a\"]}garbage"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(parsed(bytes, bytes.length - 7)).isInstanceOf(Parsed.Valid.class);
        assertThat(parsed(bytes, bytes.length)).isInstanceOf(Parsed.Invalid.class);
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
        assertThat(parseWith("\"top_n\": " + written).form().resultsMax()).isEqualTo(resultsMax);
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
        assertThat(parseWith("\"return_documents\": " + written).form().returnDocuments())
                .isEqualTo(meant);
    }

    @Test
    void skips_fields_that_nobody_asked_for_whatever_they_hold() {
        RerankRequest request = parse(
                """
                {"rank_files": [["query", {"documents": 1}]], "priority": null, "max_chunks": 1e9,
                 "query": "q", "truncation": {"query": "no"},
                 "documents": [{"meta": {"text": "no"}, "text": "a", "more": [1]}],
                 "query ": "no"}""");

        assertThat(request.questions().getFirst().query()).isEqualTo("q");
        assertThat(request.questions().getFirst().documents()).containsExactly("a");
        assertThat(request.model()).isNull();
        assertThat(request.timeoutMillis()).isEqualTo(100);
    }

    static Stream<Arguments> options() {
        return Stream.of(
                Arguments.of("\"long_document\": null, \"instruction\": null", TRUNCATE),
                Arguments.of("\"long_document\": \"truncate\", \"truncation\": false", TRUNCATE),
                Arguments.of("\"max_tokens_per_doc\": null", TRUNCATE),
                Arguments.of("\"max_tokens_per_doc\": 0", TRUNCATE),
                Arguments.of("\"max_tokens_per_doc\": \"4096\"", options(4096, TRUNCATE)),
                Arguments.of("\"max_doc_length\": 99", options(99, TRUNCATE)),
                Arguments.of("\"instruction\": \"Is it red?\"",
                        new ScoringOptions("Is it red?", 0, new LongDocument.Truncate())),
                Arguments.of("\"truncation\": true", TRUNCATE),
                Arguments.of("\"truncation\": 7", TRUNCATE),
                Arguments.of("\"truncation\": false", REFUSE),
                Arguments.of("\"truncation\": \"false\"", REFUSE),
                Arguments.of("\"long_document\": \"error\"", REFUSE),
                Arguments.of("\"long_document\": {\"mode\": \"error\"}", REFUSE),
                Arguments.of("\"long_document\": {}", TRUNCATE),
                Arguments.of("\"long_document\": \" MAX_WINDOW \"", windows(0, -1)),
                Arguments.of("\"long_document\": \"max_window\", \"window_tokens\": 300",
                        windows(300, -1)),
                Arguments.of("\"window_tokens\": 300, \"overlap_tokens\": \"20\"",
                        windows(300, 20)),
                Arguments.of("""
                             "long_document": {"mode": "max_window", "why": {"mode": 1}, \
                             "window_tokens": "300", "overlap_tokens": 149}""", windows(300, 149)),
                Arguments.of("""
                             "long_document": {"mode": "max_window", "window_tokens": null, \
                             "overlap_tokens": 0}""", windows(0, 0)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void takes_what_changes_scores_as_clients_write_it(String fields, ScoringOptions meant) {
        assertThat(parseWith(fields).options()).isEqualTo(meant);
    }

    private static ScoringOptions options(int maxTokens, ScoringOptions like) {
        return new ScoringOptions(like.instruction(), maxTokens, like.longDocument());
    }

    private static ScoringOptions windows(int window, int overlap) {
        return new ScoringOptions("", 0, new LongDocument.MaxWindow(window, overlap));
    }

    @Test
    void reads_every_escape_and_every_script() {
        RerankRequest request = parse(
                "{\"query\":\"\\ud83d\\udc3c \\u0000\\n\",\"documents\":[\"パンダ\",\"\\ud83d\"]}");

        assertThat(request.questions().getFirst().query()).isEqualTo("\ud83d\udc3c \0\n");
        assertThat(request.questions().getFirst().documents()).containsExactly("パンダ", "\ud83d");
    }

    static Stream<Arguments> terms() {
        JobTerms usual = JobTerms.within(100_000_000);
        return Stream.of(Arguments.of("\"priority\": \"batch\"", usual.ofClass(JobClass.BATCH)),
                Arguments.of("\"priority\": \" Interactive\"", usual),
                Arguments.of("\"priority\": 3", usual), Arguments.of("\"priority\": null", usual),
                Arguments.of("\"on_timeout\": \"partial\"", usual.onTimeout(OnTimeout.PARTIAL)),
                Arguments.of("\"on_timeout\": \"fail\"", usual),
                Arguments.of("\"cache\": \"bypass\"", usual.cache(CacheUse.BYPASS)),
                Arguments.of("\"cache\": \"use\"", usual),
                Arguments.of("\"timeout_ms\": 250", usual.withTimeout(250_000_000)));
    }

    @ParameterizedTest
    @MethodSource("terms")
    void takes_how_it_is_to_be_served(String fields, JobTerms meant) {
        assertThat(parseWith(fields).terms()).isEqualTo(meant);
    }

    @Test
    void cuts_a_timeout_to_the_longest_allowed() {
        assertThat(parseWith("\"timeout_ms\": 5000").timeoutMillis()).isEqualTo(1000);
        assertThat(parseWith("\"timeout_ms\": \"7\"").timeoutMillis()).isEqualTo(7);
    }
}
