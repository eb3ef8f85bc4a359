// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.builtin.BuiltinModel;
import io.ringrank.backend.llamacpp.doctor.Diagnosis;
import io.ringrank.backend.llamacpp.doctor.DoctorOptions;
import io.ringrank.backend.llamacpp.doctor.GgufDoctor;
import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.model.FingerprintedFile;
import io.ringrank.backend.llamacpp.model.LlamaGeneration;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.download.FetchListener;
import io.ringrank.gateway.download.ModelStore;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns the model of a deployment into a file that its engines may see, with its fingerprint. Reads
 * files; any thread.
 */
final class ModelFiles {

    private final Path dataDir;
    private final DoctorOptions options;
    private final LlamaGeneration generation;
    private final MemoryBudget memory;
    private final PairLength pairLength;
    private final ModelStore store;

    /** What became of the search. */
    sealed interface Found {}

    /**
     * @param overrides what is done otherwise than the file says, as the doctor says it
     * @param compute what each engine computes with
     * @param memory what the engines will take; empty on a GPU
     * @param promise of it, to be closed when they have it
     */
    record GoodFile(FingerprintedFile file, ModelSummary summary, List<String> overrides,
            Compute compute, Optional<EngineMemory> memory, MemoryBudget.Promise promise)
            implements
                Found {}

    /** @param reasons why no engine must see it, as sentences without their full stop */
    record RefusedFile(Path path, List<String> reasons) implements Found {}

    /** @param generation of the llama.cpp that engines use */
    ModelFiles(Path dataDir, DoctorOptions options, LlamaGeneration generation,
            MemoryBudget memory, PairLength pairLength, ModelStore store) {
        this.dataDir = dataDir;
        this.options = options;
        this.generation = generation;
        this.memory = memory;
        this.pairLength = pairLength;
        this.store = store;
    }

    /**
     * The file, written or fetched first if it isn't here. It is examined before it is hashed: that takes
     * milliseconds, and the other seconds. A good one has its memory promised.
     *
     * @param listener hears of a download
     * @throws IOException with a message for the operator
     * @throws HubException if its hub doesn't give it
     */
    Found find(ModelSource source, EnginePlan plan, FetchListener listener)
            throws IOException, HubException, InterruptedException {
        boolean builtin = source instanceof ModelSource.Builtin;
        Path path = locate(source, listener);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IOException("the model " + path + " is not a file that can be read");
        }
        return switch (GgufDoctor.examine(path, options)) {
            case Diagnosis.Ok(ModelSummary summary) -> fit(path, builtin, summary, List.of(), plan);
            case Diagnosis.Overridden(ModelSummary summary, List<String> overrides) ->
                fit(path, builtin, summary, overrides, plan);
            case Diagnosis.Refused(List<String> reasons) -> new RefusedFile(path, reasons);
        };
    }

    /** Whether nothing is known against it; reads the head of a file of this machine. */
    boolean mayRun(ModelSource source) {
        if (!(source instanceof ModelSource.LocalFile(Path file))) {
            return true;
        }
        try {
            return !(GgufDoctor.examine(file, options) instanceof Diagnosis.Refused);
        } catch (IOException _) {
            return false;
        }
    }

    /** Keeps a file from being deleted as long as its engines may load it. */
    ModelStore.Hold hold(GoodFile file) throws IOException {
        return store.hold(file.file().path());
    }

    private Path locate(ModelSource source, FetchListener listener)
            throws IOException, HubException, InterruptedException {
        return switch (source) {
            case ModelSource.Builtin() -> builtin(dataDir);
            case ModelSource.LocalFile(Path file) -> file.toAbsolutePath();
            case ModelSource.Remote remote -> store.fetch(remote, listener).file();
        };
    }

    /** Whether a library lacks what the file needs, and what to do. */
    static Optional<String> tooNew(ModelSummary summary, LlamaGeneration generation) {
        return generation == LlamaGeneration.B4916 && !summary.newerOnly().isEmpty()
                ? Optional.of("it has " + String.join(" and ", summary.newerOnly())
                        + ", which llama.cpp b4916 doesn't know: fetch a newer one with"
                        + " ./ringrank natives install cpu")
                : Optional.empty();
    }

    /** A sound file must suit the library and the machine, too. */
    private Found fit(Path path, boolean builtin, ModelSummary summary, List<String> overrides,
            EnginePlan plan) throws IOException {
        Optional<String> tooNew = tooNew(summary, generation);
        if (tooNew.isPresent()) {
            return new RefusedFile(path, List.of(tooNew.get()));
        }
        return switch (room(summary, plan)) {
            case NoRoom(String shortage) -> new RefusedFile(path, List.of(shortage));
            case Room(Compute compute, Optional<EngineMemory> engines, MemoryBudget.Promise promise) -> {
                boolean done = false;
                try {
                    FingerprintedFile file = read(path, builtin);
                    done = true;
                    yield new GoodFile(file, summary, overrides, compute, engines, promise);
                } finally {
                    if (!done) {
                        promise.close();
                    }
                }
            }
        };
    }

    /** Of engines on this machine. */
    private sealed interface Fit {}

    private record Room(Compute compute, Optional<EngineMemory> engines,
            MemoryBudget.Promise promise) implements Fit {}

    private record NoRoom(String shortage) implements Fit {}

    /** One after the other, so that no two deployments count on the same memory. */
    private synchronized Fit room(ModelSummary summary, EnginePlan plan) {
        OptionalLong available = memory.bytes();
        Compute compute = pairLength.within(available.orElse(Long.MAX_VALUE))
                .compute(plan, summary, generation);
        if (!compute.isOnProcessor()) {
            return new Room(compute, Optional.empty(), memory.promise(0));
        }
        EngineMemory engines = EngineMemory.of(summary, generation, plan.engines(),
                compute.lanes(), compute.tokensPerBatch());
        return engines.shortage(available.orElse(Long.MAX_VALUE))
                .<Fit>map(NoRoom::new)
                .orElseGet(() -> new Room(compute, Optional.of(engines),
                        memory.promise(engines.bytes())));
    }

    private static FingerprintedFile read(Path path, boolean builtin) throws IOException {
        return builtin
                ? new FingerprintedFile(path, BuiltinModel.SHA256, FileStamp.of(path))
                : FingerprintedFile.read(path);
    }

    /** The file of the built-in model, written first if it is not there. */
    static Path builtin(Path dataDir) throws IOException {
        return BuiltinModel.writeTo(
                Files.createDirectories(dataDir.resolve("models").resolve("builtin")));
    }
}
