// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.ffi.NativeProcess;
import io.ringrank.backend.llamacpp.runtime.Lane;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LlamaRuntime;
import io.ringrank.backend.llamacpp.runtime.LoadListener;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.backend.llamacpp.runtime.ModelFacts;
import io.ringrank.backend.llamacpp.runtime.ModelRuntime;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.PreparedPair;
import io.ringrank.scheduler.pair.ScoringOptions;
import io.ringrank.scheduler.pair.TokenRow;
import java.nio.file.Path;
import java.util.List;

/** An engine like the real one, but it dies as soon as a lane is given one marked token. */
public final class MarkedTokenEngineMain {

    /** A word whose first token no other word of the tests has. */
    public static final String MARKED_WORD = "zebra";

    private static final int EXIT_LIKE_AN_ABORT = 134;

    private MarkedTokenEngineMain() {}

    /** Runs until the gateway goes away, or the token comes. */
    public static void main(String[] args) {
        NativeProcess process = new NativeProcess();
        new Engine(library -> new MarkedRuntime(
                LlamaRuntime.open(library, line -> System.err.println(line.text())),
                process), process::exitNow).run(Path.of(args[0]), System.in);
    }

    private record MarkedRuntime(ModelRuntime real, NativeProcess process)
            implements
                ModelRuntime {

        @Override
        public String nativeBuild(String device) {
            return real.nativeBuild(device);
        }

        @Override
        public LoadOutcome load(Path file, LoadOptions options, LoadListener listener) {
            return switch (real.load(file, options, listener)) {
                case LoadOutcome.Loaded(LoadedModel model) ->
                    new LoadOutcome.Loaded(new MarkedModel(model, markedToken(model), process));
                case LoadOutcome.Refused refused -> refused;
            };
        }

        private static int markedToken(LoadedModel model) {
            return switch (model.tokenize("any", List.of(MARKED_WORD),
                    ScoringOptions.DEFAULT)) {
                case TokenizedQuery.Rows rows -> rows.suffixes().getFirst().row().at(0);
                case TokenizedQuery.QueryTooLong tooLong ->
                    throw new AssertionError(tooLong.toString());
            };
        }
    }

    private record MarkedModel(LoadedModel real, int markedToken, NativeProcess process)
            implements
                LoadedModel {

        @Override
        public ModelFacts facts() {
            return real.facts();
        }

        @Override
        public TokenizedQuery tokenize(String query, List<String> documents,
                ScoringOptions options) {
            return real.tokenize(query, documents, options);
        }

        @Override
        public Lane openLane() throws LaneException {
            return new MarkedLane(real.openLane(), markedToken, process);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private record MarkedLane(Lane real, int markedToken, NativeProcess process) implements Lane {

        @Override
        public float[] score(List<PreparedPair> rows) throws LaneException {
            for (PreparedPair row : rows) {
                if (holdsIt(row.suffix())) {
                    System.err.println("the marked token came");
                    process.exitNow(EXIT_LIKE_AN_ABORT);
                }
            }
            return real.score(rows);
        }

        private boolean holdsIt(TokenRow row) {
            for (int i = 0; i < row.length(); i++) {
                if (row.at(i) == markedToken) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
