// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.ringrank.gateway.dialect.Answer;
import io.ringrank.gateway.dialect.AnswerWriter;
import io.ringrank.gateway.dialect.DialectChoice;
import io.ringrank.gateway.dialect.Parsed;
import io.ringrank.gateway.dialect.Ranking;
import io.ringrank.gateway.dialect.RequestLimits;
import io.ringrank.gateway.dialect.RerankParser;
import io.ringrank.gateway.dialect.RerankRequest;
import io.ringrank.loadtest.engine.Workload;
import io.ringrank.loadtest.load.Questions;
import io.ringrank.scheduler.pair.Score;
import io.ringrank.scheduler.ticket.DocumentOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A request of 25 documents of 116 words from bytes, its answer to bytes, and Jackson alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JsonBench {

    private static final int DOCUMENTS = 25;

    private final byte[] body = Questions.cold(Workload.UNIFORM, 1, DOCUMENTS)
            .apply(0)
            .body()
            .getBytes(StandardCharsets.UTF_8);
    private final RerankParser parser = new RerankParser(RequestLimits.DEFAULT);
    private final AnswerWriter writer = new AnswerWriter();
    private final JsonFactory jackson = new JsonFactory();
    private final Answer answer = answer();

    private Answer answer() {
        List<DocumentOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            outcomes.add(new DocumentOutcome.Scored(new Score(1.2345678f * i, 128, false), false));
        }
        return new Answer("8f9f5dc5-6a2d-4b1c-9a3c-0f4f7e1d2b3a", "bench", 0, parse(),
                Ranking.of(outcomes), null);
    }

    private RerankRequest parse() {
        Parsed parsed = parser.parse(new RerankParser.Bytes(body, 0, body.length),
                DialectChoice.BY_BODY, null);
        if (parsed instanceof Parsed.Valid(RerankRequest request)) {
            return request;
        }
        throw new IllegalStateException("a request was refused: " + parsed);
    }

    @Benchmark
    public RerankRequest in() {
        return parse();
    }

    /** Every token, and every text as a string. */
    @Benchmark
    public int inByJacksonAlone() throws IOException {
        int characters = 0;
        try (JsonParser tokens = jackson.createParser(body)) {
            while (tokens.nextToken() != null) {
                if (tokens.currentToken().isScalarValue()) {
                    characters += tokens.getText().length();
                }
            }
        }
        return characters;
    }

    @Benchmark
    public Object out() {
        return writer.write(answer);
    }

    /** The same fields to an array. */
    @Benchmark
    public Object outByJacksonAlone() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = jackson.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("id", answer.id());
            out.writeStringField("object", "list");
            out.writeStringField("model", answer.model());
            out.writeArrayFieldStart("results");
            for (Ranking.Ranked one : answer.ranking().ranked()) {
                out.writeStartObject();
                out.writeNumberField("index", one.index());
                out.writeObjectFieldStart("document");
                out.writeStringField("text", answer.request()
                        .questions()
                        .getFirst()
                        .documents()
                        .get(one.index()));
                out.writeEndObject();
                out.writeNumberField("relevance_score", one.score().raw());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNumberField("total_tokens", answer.ranking().tokens());
            out.writeEndObject();
        }
        return bytes;
    }
}
