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
     * @param claims on the memory and on the file
     */
    record GoodFile(FingerprintedFile file, ModelSummary summary, List<String> overrides,
            Compute compute, Optional<EngineMemory> memory, Claims claims) implements Found {}

    /**
     * What a good file has been given.
     *
     * @param memory to be closed when its engines have it
     * @param file to be closed when no engine may load it any more
     */
    record Claims(MemoryBudget.Promise memory, ModelStore.Hold file) implements AutoCloseable {

        @Override
        public void close() {
            memory.close();
            file.close();
        }
    }

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
     * milliseconds, and the other seconds. From before that until it is refused, or its claims are closed,
     * nobody deletes it; and a good one has its memory promised.
     *
     * @param listener hears of a download
     * @throws IOException with a message for the operator
     * @throws HubException if its hub doesn't give it
     */
    Found find(ModelSource source, EnginePlan plan, FetchListener listener)
            throws IOException, HubException, InterruptedException {
        Located located = locate(source, listener);
        listener.onHere();
        boolean good = false;
        try {
            Found found = examine(located, plan);
            good = found instanceof GoodFile;
            return found;
        } finally {
            if (!good) {
                located.hold().close();
            }
        }
    }

    private Found examine(Located located, EnginePlan plan) throws IOException {
        return switch (GgufDoctor.examine(located.path(), options)) {
            case Diagnosis.Ok(ModelSummary summary) -> fit(located, summary, List.of(), plan);
            case Diagnosis.Overridden(ModelSummary summary, List<String> overrides) ->
                fit(located, summary, overrides, plan);
            case Diagnosis.Refused(List<String> reasons) ->
                new RefusedFile(located.path(), reasons);
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

    /** @param hold so that it isn't deleted */
    private record Located(Path path, boolean builtin, ModelStore.Hold hold) {}

    private Located locate(ModelSource source, FetchListener listener)
            throws IOException, HubException, InterruptedException {
        return switch (source) {
            case ModelSource.Builtin() -> located(builtin(dataDir), true);
            case ModelSource.LocalFile(Path file) -> located(file.toAbsolutePath(), false);
            case ModelSource.Remote remote -> {
                ModelStore.Held held = store.fetch(remote, listener);
                yield new Located(held.file().file(), false, held.hold());
            }
        };
    }

    private Located located(Path path, boolean builtin) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IOException("the model " + path + " is not a file that can be read");
        }
        return new Located(path, builtin, store.hold(path));
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
    private Found fit(Located located, ModelSummary summary, List<String> overrides,
            EnginePlan plan) throws IOException {
        Optional<String> tooNew = tooNew(summary, generation);
        if (tooNew.isPresent()) {
            return new RefusedFile(located.path(), List.of(tooNew.get()));
        }
        return switch (room(summary, plan)) {
            case NoRoom(String shortage) -> new RefusedFile(located.path(), List.of(shortage));
            case Room(Compute compute, Optional<EngineMemory> engines, MemoryBudget.Promise promise) -> {
                boolean done = false;
                try {
                    FingerprintedFile file = read(located.path(), located.builtin());
                    done = true;
                    yield new GoodFile(file, summary, overrides, compute, engines,
                            new Claims(promise, located.hold()));
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
