// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairFeederTest {

    @Test
    void the_same_seed_and_number_give_the_same_request() {
        assertThat(new PairFeeder(7, 3, 4).body(5)).isEqualTo(new PairFeeder(7, 3, 4).body(5));
        assertThat(new PairFeeder(7, 3, 4).body(5)).isNotEqualTo(new PairFeeder(8, 3, 4).body(5));
    }

    @Test
    void a_request_has_the_documents_and_words_asked_for() throws Exception {
        JsonNode body = new ObjectMapper().readTree(new PairFeeder(1, 3, 4).body(0));

        assertThat(body.path("query").asText()).isNotEmpty();
        assertThat(body.path("documents").valueStream().map(JsonNode::asText))
                .hasSize(3)
                .allSatisfy(document -> assertThat(document.split(" ")).hasSize(4));
    }

    @Test
    void no_pair_of_one_request_occurs_in_another() throws Exception {
        // Documents of one word from a short list repeat all the time; the query keeps pairs apart.
        PairFeeder feeder = new PairFeeder(1, 1, 1);
        Set<String> pairs = new HashSet<>();

        for (long number = -1_000; number < 10_000; number++) {
            assertThat(pairs.add(feeder.body(number))).isTrue();
        }
    }
}
