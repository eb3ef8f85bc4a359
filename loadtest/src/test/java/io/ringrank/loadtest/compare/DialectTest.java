// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.loadtest.load.Question;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {

    private static final Question QUESTION = new Question("q", List.of("a", "b"));

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void asks_with_query_texts_and_model_where_there_is_one(Dialect dialect) throws Exception {
        JsonNode body = json(dialect.body(QUESTION, "m"));

        assertThat(body.path("query").asText()).isEqualTo("q");
        assertThat(body.path(dialect == Dialect.TEI ? "texts" : "documents"))
                .extracting(JsonNode::asText)
                .containsExactly("a", "b");
        assertThat(body.path("model").asText()).isEqualTo("m");
        assertThat(json(dialect.body(QUESTION, "")).has("model")).isFalse();
    }

    @Test
    void puts_scores_in_the_order_of_documents_and_on_one_scale() {
        assertThat(Dialect.RINGRANK.logits(
                Buffer.buffer(
                        """
                        {"results":[{"index":1,"relevance_score":2.0},{"index":0,"relevance_score":-1.5}]}
                        """),
                2)).hasValueSatisfying(
                        logits -> assertThat(logits).containsExactly(-1.5, 2.0));
        assertThat(Dialect.TEI.logits(Buffer.buffer("""
                                                    [{"index":0,"score":3.0}]"""), 1))
                .hasValueSatisfying(logits -> assertThat(logits).containsExactly(3.0));
        assertThat(Dialect.VOYAGE.logits(
                Buffer.buffer("""
                              {"data":[{"index":0,"relevance_score":0.8807970779778823}]}"""), 1))
                .hasValueSatisfying(logits -> assertThat(logits[0]).isCloseTo(2, within(1e-9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{\"results\":[]}",
        "{\"results\":[{\"index\":0,\"relevance_score\":1.0}]}",
        "{\"results\":[{\"index\":0,\"relevance_score\":1},{\"index\":0,\"relevance_score\":1}]}",
        "{\"results\":[{\"index\":0,\"relevance_score\":1},{\"index\":2,\"relevance_score\":1}]}",
        "{\"results\":[{\"index\":0,\"relevance_score\":1},{\"index\":1,\"relevance_score\":null}]}"})
    void an_answer_without_one_score_for_each_document_is_none(String answer) {
        assertThat(Dialect.RINGRANK.logits(Buffer.buffer(answer), 2)).isEmpty();
    }

    @Test
    void a_target_is_a_name_a_dialect_an_address_and_maybe_a_model() {
        Target target = Target.parse("mine=cohere@http://host:81/api/#big", "k");

        assertThat(target.name()).isEqualTo("mine");
        assertThat(target.route()).isEqualTo(URI.create("http://host:81/api/v2/rerank"));
        assertThat(target.model()).isEqualTo("big");
        assertThat(target.patient(1).headers()).containsEntry("authorization", "Bearer k");
        assertThat(Target.parse("t=tei@http://h", "").route())
                .isEqualTo(URI.create("http://h/rerank"));
    }

    private static JsonNode json(Buffer body) throws Exception {
        return new ObjectMapper().readTree(body.getBytes());
    }
}
