// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import io.ringrank.loadtest.eval.measure.MeasureAt;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes a line with tabs for each query, below one with the names of the columns. */
final class PerQueryTable {

    private PerQueryTable() {}

    static void write(Appendable out, EvalReport report) throws IOException {
        List<MeasureAt> measures = report.figures().stream().map(Figure::measure).toList();
        out.append("query_id\tstatus\tcandidates\trelevant\tms");
        for (MeasureAt measure : measures) {
            out.append('\t' + measure.key() + "_before\t" + measure.key() + "_after");
        }
        out.append('\n');
        for (TopicResult result : report.results()) {
            out.append(result.topic().id())
                    .append(result.failed() ? "\tfailed\t" : "\treranked\t")
                    .append(result.reranked().size() + "\t" + result.before().relevant().length)
                    .append(String.format(Locale.ROOT, "\t%.1f", result.outcome().nanos() / 1e6));
            for (MeasureAt measure : measures) {
                out.append(String.format(Locale.ROOT, "\t%.6f\t%.6f", measure.of(result.before()),
                        measure.of(result.after())));
            }
            out.append('\n');
        }
    }
}
