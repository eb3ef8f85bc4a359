// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.gateway.cli.TerminalText;
import io.ringrank.loadtest.eval.client.Answer;
import io.ringrank.loadtest.eval.collection.LeftOut;
import io.ringrank.loadtest.eval.measure.PairedTest;
import io.ringrank.loadtest.eval.measure.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows a report to people. */
final class TextReport {

    private static final int QUERY_CHARS_MAX = 60;
    private static final int ID_CHARS_MAX = 24;
    private static final int REASON_CHARS_MAX = 200;
    private static final int FAILED_IDS_MAX = 10;

    private final EvalReport report;
    private final PrintStream out;

    TextReport(EvalReport report, PrintStream out) {
        this.report = report;
        this.out = out;
    }

    void print() {
        out.printf(Locale.ROOT, "%,d queries, up to %,d candidates each, reranked by %s%n",
                report.results().size(),
                report.settings().topK(), TerminalText.shown(report.model(), ID_CHARS_MAX));
        out.println();
        out.printf(Locale.ROOT, "%-12s %8s %8s %11s %11s%n", "", "before", "after", "difference",
                "best order");
        report.figures()
                .forEach(figure -> out.printf(Locale.ROOT, "%-12s %8.4f %8.4f %+11.4f %11.4f%n",
                        figure.measure().label(), figure.before(), figure.after(),
                        figure.difference(), figure.best()));
        out.println();
        verdict();
        changes("gained most", report.gainedMost());
        changes("lost most", report.lostMost());
        out.println();
        requests();
        leftOut(report.leftOut());
        failures(report.failed());
    }

    private void verdict() {
        Verdict verdict = report.verdict();
        Figure first = report.figures().getFirst();
        String effect = switch (verdict.effect()) {
            case BETTER -> "Reranking helps";
            case WORSE -> "Reranking hurts";
            case UNCLEAR -> "No clear difference";
        };
        out.printf(Locale.ROOT, "%s: %s %+.4f, p = %.4f (paired randomisation test, %,d samples)%n",
                effect,
                first.measure().label(), first.difference(), verdict.pValue(), PairedTest.SAMPLES);
        out.printf(Locale.ROOT, "%,d queries better, %,d worse, %,d the same%n", verdict.wins(),
                verdict.losses(),
                verdict.ties());
    }

    private void changes(String title, List<TopicResult> results) {
        if (results.isEmpty()) {
            return;
        }
        out.println();
        out.printf(Locale.ROOT, "%s (%s)%n", title, report.mainMeasure().label());
        for (TopicResult result : results) {
            out.printf(Locale.ROOT, "  %6.4f to %6.4f  %s  %s%n",
                    report.mainMeasure().of(result.before()),
                    report.mainMeasure().of(result.after()),
                    TerminalText.shown(result.topic().id(), ID_CHARS_MAX),
                    TerminalText.shown(result.topic().query(), QUERY_CHARS_MAX));
        }
    }

    private void requests() {
        RequestFigures requests = report.requests();
        RequestFigures.Latency latency = requests.latency();
        out.printf(Locale.ROOT,
                "requests     %,d answered, %,d failed, %,d sent again, %d at a time%n",
                requests.answered(), requests.failed(), requests.retries(),
                report.settings().concurrency());
        out.printf(Locale.ROOT,
                "latency      p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                latency.p50(),
                latency.p95(), latency.p99(), latency.max());
        out.printf(Locale.ROOT,
                "throughput   %,.1f pairs/s, %,d pairs, %,d tokens, %.1f %% of them from the cache%n",
                requests.pairsPerSecond(), requests.pairs(), requests.tokens(),
                100 * requests.cachedShare());
        if (requests.truncated() > 0 || requests.unscored() > 0) {
            out.printf(Locale.ROOT,
                    "documents    %,d cut to the model's length, %,d without a score%n",
                    requests.truncated(), requests.unscored());
        }
    }

    private void leftOut(LeftOut leftOut) {
        List<String> reasons = new ArrayList<>();
        add(reasons, leftOut.withoutRelevant(), "without relevant documents");
        add(reasons, leftOut.unjudged(), "not judged");
        add(reasons, leftOut.notInRun(), "not in the run");
        add(reasons, leftOut.notDrawn(), "beyond --limit");
        if (!reasons.isEmpty()) {
            out.printf(Locale.ROOT, "left out     queries: %s%n", String.join(", ", reasons));
        }
    }

    private static void add(List<String> reasons, int count, String reason) {
        if (count > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d %s", count, reason));
        }
    }

    private void failures(List<TopicResult> failed) {
        if (failed.isEmpty()) {
            return;
        }
        String ids = failed.stream()
                .limit(FAILED_IDS_MAX)
                .map(result -> TerminalText.shown(result.topic().id(), ID_CHARS_MAX))
                .collect(Collectors.joining(", "));
        out.printf(Locale.ROOT, "not reranked and counted in the run's order: %s%s%n", ids,
                failed.size() > FAILED_IDS_MAX ? ", ..." : "");
        if (failed.getFirst().outcome().answer() instanceof Answer.Failed first) {
            out.printf(Locale.ROOT, "  the first because of %s%n",
                    TerminalText.shown(first.reason(), REASON_CHARS_MAX));
        }
    }
}
