// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringrank.gateway.dialect.Answer.Explanation;
import io.ringrank.gateway.dialect.Ranking.Ranked;
import io.ringrank.gateway.dialect.Ranking.Unranked;
import io.ringrank.scheduler.pair.CharacterRange;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * The parts that answers are made of. Scores always have a decimal point, since clients cast them to
 * doubles; the ends of a window count characters of the document as Python, Go and Rust do, in code
 * points. Made for one answer.
 */
final class AnswerJson {

    private final JsonGenerator json;
    private final Answer answer;

    /** Of the raw scores. */
    private final float least;
    private final float most;

    AnswerJson(JsonGenerator json, Answer answer) {
        this.json = json;
        this.answer = answer;
        List<Ranked> ranked = answer.ranking().ranked();
        this.most = ranked.isEmpty() ? 0 : ranked.getFirst().score().raw();
        this.least = ranked.isEmpty() ? 0 : ranked.getLast().score().raw();
    }

    Answer answer() {
        return answer;
    }

    void begin() throws IOException {
        json.writeStartObject();
    }

    void beginObject(String name) throws IOException {
        json.writeObjectFieldStart(name);
    }

    void end() throws IOException {
        json.writeEndObject();
    }

    void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    void number(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    void flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    /** The best, best first, as many as were asked for. */
    void results(String name, ResultShape shape) throws IOException {
        json.writeFieldName(name);
        results(shape);
    }

    void results(ResultShape shape) throws IOException {
        List<Ranked> ranked = answer.ranking().ranked();
        write(ranked.subList(0, Math.min(answer.request().form().resultsMax(), ranked.size())),
                shape);
    }

    /** All of them, in the order of the request. */
    void resultsInOrder(String name, ResultShape shape) throws IOException {
        json.writeFieldName(name);
        write(answer.ranking()
                .ranked()
                .stream()
                .sorted(Comparator.comparingInt(Ranked::index))
                .toList(), shape);
    }

    private void write(List<Ranked> results, ResultShape shape) throws IOException {
        json.writeStartArray();
        for (Ranked ranked : results) {
            json.writeStartObject();
            write(ranked, shape);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(Ranked ranked, ResultShape shape) throws IOException {
        AnswerForm form = answer.request().form();
        float raw = ranked.score().raw();
        json.writeNumberField("index", ranked.index());
        if (!shape.object().isEmpty()) {
            json.writeStringField("object", shape.object());
        }
        json.writeNumberField(shape.score(), answer.scores().of(raw, least, most));
        id(answer.request(), ranked.index());
        if (ranked.score().truncated()) {
            json.writeBooleanField("truncated", true);
        }
        if (ranked.score().window() instanceof CharacterRange(int start, int end)) {
            json.writeObjectFieldStart("window");
            json.writeNumberField("start", start);
            json.writeNumberField("end", end);
            json.writeEndObject();
        }
        if (form.debug()) {
            json.writeNumberField("raw_score", raw);
            json.writeNumberField("tokens", ranked.score().tokens());
        }
        if (form.returnDocuments()) {
            document(shape, answer.request().document(ranked.index()));
        }
    }

    private void document(ResultShape shape, String text) throws IOException {
        if (shape.wrapped()) {
            json.writeObjectFieldStart(shape.document());
            json.writeStringField("text", text);
            json.writeEndObject();
        } else {
            json.writeStringField(shape.document(), text);
        }
    }

    private void id(RerankRequest request, int index) throws IOException {
        ClientId id = request.idOf(index);
        if (id != null) {
            id.write(json, "id");
        }
    }

    /** What could not be scored, if anything. */
    void shortcomings() throws IOException {
        Ranking ranking = answer.ranking();
        if (ranking.isPartial()) {
            json.writeBooleanField("partial", true);
        }
        if (ranking.unscored().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("errors");
        for (Unranked unranked : ranking.unscored()) {
            json.writeStartObject();
            json.writeNumberField("index", unranked.index());
            json.writeStringField("code", unranked.code());
            json.writeStringField("message", unranked.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Some clients want all three token counts; and how it came about, if that was asked for. */
    void usage() throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", answer.ranking().tokens());
        json.writeNumberField("completion_tokens", 0);
        json.writeNumberField("total_tokens", answer.ranking().tokens());
        json.writeNumberField("cached_tokens", answer.ranking().cachedTokens());
        json.writeEndObject();
        Explanation explanation = answer.explanation();
        if (explanation != null) {
            json.writeObjectFieldStart("debug");
            json.writeNumberField("total_ms", explanation.totalMillis());
            json.writeNumberField("queue_ms", explanation.queueMillis());
            json.writeNumberField("wait_ms", explanation.waitMillis());
            json.writeNumberField("score_ms", explanation.scoreMillis());
            json.writeNumberField("cached_pairs", answer.ranking().cachedPairs());
            json.writeStringField("layout", explanation.layout());
            json.writeStringField("native_build", explanation.nativeBuild());
            json.writeStringField("score_mode", answer.scores().word());
            json.writeEndObject();
        }
    }
}
