// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.ModelInspection.Report;
import io.ringrank.gateway.rerank.MemoryDetails;
import io.ringrank.gateway.rerank.ModelDetails;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a model file is, for people: the verdict first, then columns. */
final class InspectionText {

    private static final int CHARS_MAX = 400;
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double MILLION = 1e6;
    private static final String INDENT = "  ";

    private InspectionText() {}

    static void print(Report report, PrintStream out) {
        switch (report) {
            case Report.Refused(List<String> reasons) -> verdict("refused", reasons, out);
            case Report.Usable(ModelDetails model, List<MemoryDetails> memory) -> {
                verdict(model.overrides().isEmpty() ? "ok" : "overridden", model.overrides(), out);
                section("model", model(model), out);
                section("memory in MiB on the processor", memory(memory), out);
                section("tensors", tensors(model), out);
            }
        }
    }

    private static void verdict(String verdict, List<String> reasons, PrintStream out) {
        out.println(verdict);
        reasons.forEach(reason -> out.println(INDENT + shown(reason)));
    }

    private static void section(String title, List<List<String>> rows, PrintStream out) {
        out.println();
        out.println(title);
        TextTable.print(rows.stream().map(InspectionText::indented).toList(), out);
    }

    private static List<String> indented(List<String> row) {
        List<String> cells = new ArrayList<>(row);
        cells.set(0, INDENT + cells.getFirst());
        return cells;
    }

    private static List<List<String>> model(ModelDetails model) {
        ModelDetails.Shape shape = model.shape();
        String heads = shape.heads() + " heads of " + shape.headWidth()
                + (shape.keyHeads() == shape.heads() ? "" : ", " + shape.keyHeads() + " of keys");
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("name", shown(model.name().isEmpty() ? "-" : model.name())),
                List.of("architecture", model.architecture() + ", family " + model.family()),
                List.of("parameters", String.format(Locale.ROOT, "%.1f million, mostly %s",
                        model.parameters() / MILLION, model.fileType())),
                List.of("shape", shape.layers() + " layers of " + shape.width() + ", "
                        + shape.innerWidth() + " in the feed-forward, " + heads),
                List.of("context", shape.contextTokens() + " tokens"),
                List.of("vocabulary", model.vocabulary().tokens() + " tokens, "
                        + model.vocabulary().tokenizer()),
                List.of("pair", model.vocabulary().pair()),
                List.of("head", head(model.head()))));
        if (!model.newerOnly().isEmpty()) {
            rows.add(List.of("needs",
                    "llama.cpp 0.5.0, for " + shown(String.join(", ", model.newerOnly()))));
        }
        return rows;
    }

    private static String head(ModelDetails.Head head) {
        return (head.pooler() ? "pooler and classifier" : "classifier without pooler")
                + (head.labels().isEmpty() ? "" : " " + shown(String.join("/", head.labels())))
                + ", pooling " + (head.pooling().isEmpty() ? "not named" : head.pooling())
                + (head.template() ? ", template for pairs" : "");
    }

    private static List<List<String>> memory(List<MemoryDetails> builds) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("llama.cpp", builds, MemoryDetails::build));
        rows.add(row("engines x lanes x tokens", builds, memory -> memory.engines() + " x "
                + memory.lanes() + " x " + memory.tokensPerBatch()));
        rows.add(mib("weights, shared by engines", builds, MemoryDetails::weightsBytes));
        rows.add(mib("each engine: repacked weights", builds, MemoryDetails::repackedBytes));
        rows.add(mib("each engine: vocabulary", builds, MemoryDetails::vocabularyBytes));
        rows.add(mib("each lane: graph", builds, memory -> memory.lane().graphBytes()));
        rows.add(mib("each lane: keys and values", builds,
                memory -> memory.lane().keyValueBytes()));
        rows.add(mib("each lane: mask", builds, memory -> memory.lane().maskBytes()));
        rows.add(mib("each lane: compute", builds, memory -> memory.lane().computeBytes()));
        rows.add(mib("each lane: outputs", builds, memory -> memory.lane().outputBytes()));
        rows.add(mib("all, with Java", builds, MemoryDetails::totalBytes));
        return rows;
    }

    private static List<String> mib(String name, List<MemoryDetails> builds,
            ToLongFunction<MemoryDetails> bytes) {
        return row(name, builds,
                memory -> String.format(Locale.ROOT, "%9.1f",
                        bytes.applyAsLong(memory) / BYTES_PER_MIB));
    }

    private static List<String> row(String name, List<MemoryDetails> builds,
            Function<MemoryDetails, String> text) {
        List<String> row = new ArrayList<>(List.of(name));
        builds.forEach(memory -> row.add(text.apply(memory)));
        return row;
    }

    private static List<List<String>> tensors(ModelDetails model) {
        List<List<String>> rows = new ArrayList<>();
        for (ModelDetails.TensorTypeDetails total : model.tensorTypes()) {
            rows.add(List.of(total.type(), total.tensors() + " tensors",
                    String.format(Locale.ROOT, "%9.1f MiB", total.bytes() / BYTES_PER_MIB)));
        }
        return rows;
    }

    private static String shown(String text) {
        return TerminalText.shown(text, CHARS_MAX);
    }
}
