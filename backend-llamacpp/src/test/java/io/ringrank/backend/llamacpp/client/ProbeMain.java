// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What an engine does with a model, for one model after the other: loads it and scores a pair. Takes
 * a number of tokens per batch and a path in a line, answers with a line that begins with {@value #ANSWER}, and dies when llama.cpp
 * does.
 */
public final class ProbeMain {

    static final String ANSWER = "PROBE ";

    private ProbeMain() {}

    public static void main(String[] args) throws Exception {
        LlamaRuntime runtime = LlamaRuntime.open(
                new NativeLibrary(NativeLibrary.Kind.valueOf(args[0]), Path.of(args[1])),
                line -> {});
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 2);
            LoadOptions options = new LoadOptions(1, 1, Integer.parseInt(words[0]));
            System.out.println(ANSWER
                    + answer(runtime, Path.of(words[1]), options).replace('\n', ' '));
        }
    }

    private static String answer(LlamaRuntime runtime, Path model, LoadOptions options)
            throws IOException, LaneException {
        return switch (runtime.load(model, options, fraction -> {})) {
            case LoadOutcome.Refused(String reason) -> "refused " + reason;
            case LoadOutcome.Loaded(LoadedModel loaded) -> {
                try (loaded; Lane lane = loaded.openLane()) {
                    TokenizedQuery.Rows rows =
                            (TokenizedQuery.Rows) loaded.tokenize("red fruit",
                                    List.of("apple [a]"), ScoringOptions.DEFAULT);
                    yield "scored " + lane.score(List.of(rows.pair(0)))[0];
                }
            }
        };
    }
}
