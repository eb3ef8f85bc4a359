// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.loadtest.load.Question;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a server is asked, and how it answers. Any thread.
 *
 * <p>From the servers' own documentation: docs.cohere.com (v2 rerank), jina.ai, docs.voyageai.com, the
 * README files of llama.cpp's server, Text Embeddings Inference and Infinity.
 */
enum Dialect {
    RINGRANK("/v1/rerank", "documents", "results", "relevance_score", false), LLAMA_SERVER(
            "/v1/rerank", "documents", "results", "relevance_score",
            false), TEI("/rerank", "texts", "", "score", false), COHERE("/v2/rerank", "documents",
                    "results", "relevance_score", true), JINA("/v1/rerank", "documents", "results",
                            "relevance_score", true), VOYAGE("/v1/rerank", "documents", "data",
                                    "relevance_score", true), INFINITY("/rerank", "documents",
                                            "results", "relevance_score", true);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String path;
    private final String documents;
    private final String results;
    private final String score;
    private final boolean probability;

    /**
     * @param path of the route
     * @param documents field of the documents
     * @param results field of the list; empty where the answer is the list
     * @param score field of a score
     * @param probability whether scores are sigmoids; logits where not
     */
    Dialect(String path, String documents, String results, String score, boolean probability) {
        this.path = path;
        this.documents = documents;
        this.results = results;
        this.score = score;
        this.probability = probability;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Dialect::label).toList();
    }

    static Optional<Dialect> named(String label) {
        return Arrays.stream(values()).filter(dialect -> dialect.label().equals(label)).findFirst();
    }

    String path() {
        return path;
    }

    /** @param model empty leaves it to the server */
    Buffer body(Question question, String model) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("query", question.query());
        ArrayNode texts = body.putArray(documents);
        question.documents().forEach(texts::add);
        if (!model.isEmpty()) {
            body.put("model", model);
        }
        switch (this) {
            case TEI -> body.put("raw_scores", true);
            case RINGRANK, JINA, VOYAGE, INFINITY -> body.put("return_documents", false);
            case LLAMA_SERVER, COHERE -> {
            }
        }
        return Buffer.buffer(body.toString());
    }

    /** Returns the logit of each document, if the answer has exactly one finite score for each. */
    Optional<double[]> logits(Buffer answer, int count) {
        JsonNode list;
        try {
            JsonNode body = JSON.readTree(answer.getBytes());
            list = results.isEmpty() ? body : body.path(results);
        } catch (IOException _) {
            return Optional.empty();
        }
        double[] logits = new double[count];
        Arrays.fill(logits, Double.NaN);
        for (JsonNode result : list) {
            int index = result.path("index").asInt(-1);
            double value = result.path(score).asDouble(Double.NaN);
            if (index < 0 || index >= count || !Double.isNaN(logits[index])) {
                return Optional.empty();
            }
            logits[index] = probability ? Math.log(value / (1 - value)) : value;
        }
        return Arrays.stream(logits).allMatch(Double::isFinite)
                ? Optional.of(logits)
                : Optional.empty();
    }
}
