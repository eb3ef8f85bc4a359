// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.link.ChannelKind;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.runtime.LaneException;
import io.ringrank.backend.llamacpp.runtime.LoadListener;
import io.ringrank.backend.llamacpp.runtime.LoadOptions;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.backend.llamacpp.runtime.ModelFacts;
import io.ringrank.backend.llamacpp.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes a working engine of what the gateway wants loaded. Main thread. */
final class EngineLoader {

    private static final float PROGRESS_STEP = 0.01f;

    /** One thread tokenises for this many lanes without holding them up. */
    private static final int LANES_PER_TOKENIZER = 8;
    private static final int TOKENIZERS_MAX = 2;

    private final RuntimeSource runtimes;
    private final GatewayLink link;

    EngineLoader(RuntimeSource runtimes, GatewayLink link) {
        this.runtimes = runtimes;
        this.link = link;
    }

    /** How a load ended. */
    sealed interface Outcome {

        record Loaded(ToGateway.Ready ready, Workers workers) implements Outcome {}

        /** @param message why the same load can't succeed later either */
        record Failed(String message) implements Outcome {}
    }

    /** @throws LaneException if the model is loaded but there is no room for its lanes */
    Outcome load(ToEngine.Load load) throws LaneException {
        LoadOptions options;
        try {
            options = LoadOptions.of(load.compute());
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
        Path file = Path.of(load.modelPath());
        try {
            return load(file, load.stamp(), options, runtimes.open(load.compute().library()));
        } catch (NativeLibraryException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Outcome.Failed("The model " + file + " can't be read: " + e);
        }
    }

    private Outcome load(Path file, FileStamp expected, LoadOptions options, ModelRuntime runtime)
            throws LaneException, IOException {
        Optional<String> before = change(file, expected);
        if (before.isPresent()) {
            return new Outcome.Failed(before.get());
        }
        return switch (runtime.load(file, options, new Progress())) {
            case LoadOutcome.Loaded(LoadedModel model) -> {
                // The library reads it for seconds, and tells nobody which bytes it saw.
                Optional<String> meanwhile = change(file, expected);
                yield meanwhile.isPresent()
                        ? new Outcome.Failed(meanwhile.get())
                        : started(model, options.lanes(), runtime.nativeBuild(options.device()));
            }
            case LoadOutcome.Refused(String reason) -> new Outcome.Failed(reason);
        };
    }

    /** Scores are kept under the fingerprint, so another model under the same path must not make any. */
    private static Optional<String> change(Path file, FileStamp expected) throws IOException {
        FileStamp found = FileStamp.of(file);
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of("The model " + file + " was changed since it was examined: expected "
                        + expected + ", found " + found + "; restart the server");
    }

    private Outcome started(LoadedModel model, int laneCount, String nativeBuild)
            throws LaneException {
        TokenizerThreads tokenizers = new TokenizerThreads(model,
                answer -> link.send(ChannelKind.TOKENIZE, answer));
        List<LaneThread> lanes = IntStream.range(0, laneCount)
                .mapToObj(lane -> LaneThread.start(lane, model,
                        answer -> link.send(ChannelKind.SCORE, answer)))
                .toList();
        for (LaneThread lane : lanes) {
            lane.awaitOpen();
        }
        tokenizers.start(Math.min(1 + laneCount / LANES_PER_TOKENIZER, TOKENIZERS_MAX));
        ModelFacts facts = model.facts();
        return new Outcome.Loaded(
                new ToGateway.Ready(facts.layout(), nativeBuild, facts.architecture(),
                        facts.takesInstruction(), facts.contextTokens(), laneCount,
                        facts.tokensPerBatch(),
                        facts.pairsPerBatch()),
                new Workers(tokenizers, lanes));
    }

    /** Passes progress on in steps that are worth a frame. Loading thread. */
    private final class Progress implements LoadListener {

        private float sent;

        @Override
        public void onProgress(float fraction) {
            if (fraction - sent >= PROGRESS_STEP) {
                sent = Math.min(fraction, 1);
                link.send(ChannelKind.SCORE, new ToGateway.LoadProgress(sent));
            }
        }
    }
}
