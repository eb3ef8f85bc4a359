// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.loadtest.eval.collection.LeftOut;
import io.ringrank.loadtest.eval.measure.PairedTest;
import io.ringrank.loadtest.eval.measure.Verdict;
import java.util.List;
import java.util.Locale;

/** Writes a report for programs. */
final class JsonReport {

    private static final int FAILED_IDS_MAX = 1_000;
    private static final double DIGITS = 1e6;

    private final EvalReport report;

    JsonReport(EvalReport report) {
        this.report = report;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("model", report.model())
                .put("queries", report.results().size())
                .put("top_k", report.settings().topK());
        ObjectNode measures = json.putObject("measures");
        report.figures().forEach(figure -> add(measures.putObject(figure.measure().key()), figure));
        verdict(json.putObject("verdict"));
        changes(json.putArray("gained_most"), report.gainedMost());
        changes(json.putArray("lost_most"), report.lostMost());
        requests(json.putObject("requests"));
        leftOut(json.putObject("left_out"));
        ArrayNode failed = json.putArray("not_reranked");
        report.failed()
                .stream()
                .limit(FAILED_IDS_MAX)
                .forEach(result -> failed.add(result.topic().id()));
        return json;
    }

    private static void add(ObjectNode json, Figure figure) {
        json.put("k", figure.measure().k())
                .put("before", rounded(figure.before()))
                .put("after", rounded(figure.after()))
                .put("difference", rounded(figure.difference()))
                .put("best_order", rounded(figure.best()));
    }

    private void verdict(ObjectNode json) {
        Verdict verdict = report.verdict();
        json.put("measure", report.mainMeasure().key())
                .put("effect", verdict.effect().name().toLowerCase(Locale.ROOT))
                .put("p_value", rounded(verdict.pValue()))
                .put("samples", PairedTest.SAMPLES)
                .put("seed", report.settings().seed())
                .put("wins", verdict.wins())
                .put("losses", verdict.losses())
                .put("ties", verdict.ties());
    }

    private void changes(ArrayNode json, List<TopicResult> results) {
        results.forEach(result -> json.addObject()
                .put("query_id", result.topic().id())
                .put("before", rounded(report.mainMeasure().of(result.before())))
                .put("after", rounded(report.mainMeasure().of(result.after()))));
    }

    private void requests(ObjectNode json) {
        RequestFigures requests = report.requests();
        json.put("answered", requests.answered())
                .put("failed", requests.failed())
                .put("retries", requests.retries())
                .put("concurrency", report.settings().concurrency());
        json.putObject("latency_ms")
                .put("p50", requests.latency().p50())
                .put("p95", requests.latency().p95())
                .put("p99", requests.latency().p99())
                .put("max", requests.latency().max());
        json.put("pairs", requests.pairs())
                .put("pairs_per_second", rounded(requests.pairsPerSecond()))
                .put("tokens", requests.tokens())
                .put("cached_tokens", requests.cachedTokens())
                .put("cached_share", rounded(requests.cachedShare()))
                .put("documents_truncated", requests.truncated())
                .put("documents_unscored", requests.unscored());
    }

    private void leftOut(ObjectNode json) {
        LeftOut leftOut = report.leftOut();
        json.put("without_relevant", leftOut.withoutRelevant())
                .put("unjudged", leftOut.unjudged())
                .put("not_in_run", leftOut.notInRun())
                .put("not_drawn", leftOut.notDrawn());
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
