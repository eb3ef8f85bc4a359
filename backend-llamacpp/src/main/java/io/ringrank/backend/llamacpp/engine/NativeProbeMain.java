// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.ffi.NativeProcess;
import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.natives.ProbeResult;
import io.ringrank.backend.llamacpp.natives.ProbeResult.Trial;
import io.ringrank.backend.llamacpp.natives.ProbeText;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.backend.llamacpp.selftest.GoldenVectors;
import io.ringrank.backend.llamacpp.selftest.GoldenVectorsReader;
import io.ringrank.backend.llamacpp.selftest.SelfTest;
import io.ringrank.backend.llamacpp.selftest.SelfTest.Answer;
import io.ringrank.backend.llamacpp.selftest.SelfTestResult;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Opens a library in a process of its own, which may die of it, and says on standard output what it
 * is. Arguments: the library's kind and directory; then, to have the known pairs scored too, a device
 * and the built-in model's file.
 */
public final class NativeProbeMain {

    private NativeProbeMain() {}

    /** Writes the result and ends the process. */
    public static void main(String[] args) throws IOException, InterruptedException {
        ProbeText.write(probe(args), System.out);
        System.out.flush();
        // The threads of a GPU's driver need not agree to an orderly end.
        new NativeProcess().exitNow(0);
    }

    private static ProbeResult probe(String[] args) throws InterruptedException {
        try {
            NativeLibrary library =
                    new NativeLibrary(NativeLibrary.Kind.valueOf(args[0]), Path.of(args[1]));
            LlamaRuntime runtime = LlamaRuntime.open(library, NativeProbeMain::log);
            return args.length > 2
                    ? score(runtime, args[2], Path.of(args[3]))
                    : new ProbeResult.Usable(runtime.facts(), Optional.empty());
        } catch (NativeLibraryException e) {
            return new ProbeResult.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static ProbeResult score(LlamaRuntime runtime, String device, Path model)
            throws InterruptedException {
        LoadOptions options = new LoadOptions(1, 1, LoadOptions.DEFAULT_TOKENS_PER_BATCH, device);
        return switch (runtime.load(model, options, _ -> {})) {
            case LoadOutcome.Refused(String reason) -> new ProbeResult.Unusable(reason);
            case LoadOutcome.Loaded(LoadedModel loaded) -> {
                SelfTestResult result = SelfTest.run(vectors(), GgmlType.Q8_0,
                        (query, documents) -> answer(loaded, query, documents));
                yield new ProbeResult.Usable(runtime.facts(),
                        Optional.of(new Trial(result.passed(), result.message())));
            }
        };
    }

    private static GoldenVectors vectors() {
        return GoldenVectorsReader.all()
                .stream()
                .filter(vectors -> vectors.names().contains(BuiltinModel.NAME))
                .findFirst()
                .orElseThrow();
    }

    private static Answer answer(LoadedModel model, String query, List<String> documents) {
        try (Lane lane = model.openLane()) {
            return switch (model.tokenize(query, documents, ScoringOptions.DEFAULT)) {
                case TokenizedQuery.Rows rows -> {
                    List<PreparedPair> pairs =
                            IntStream.range(0, documents.size()).mapToObj(rows::pair).toList();
                    float[] scores = lane.score(pairs);
                    yield new Answer.Scores(IntStream.range(0, scores.length)
                            .mapToObj(i -> (double) scores[i])
                            .toList());
                }
                case TokenizedQuery.QueryTooLong _ -> new Answer.None("a query does not fit");
            };
        } catch (LaneException e) {
            return new Answer.None(String.valueOf(e.getMessage()));
        }
    }

    private static void log(NativeLogLine line) {
        if (line.level() != NativeLogLine.Level.DEBUG) {
            System.err.println(line.text());
        }
    }
}
