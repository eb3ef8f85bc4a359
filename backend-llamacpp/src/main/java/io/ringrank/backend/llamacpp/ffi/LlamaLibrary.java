// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.natives.Device;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An opened llama.cpp whose binary interface is known and checked. Any thread.
 */
public final class LlamaLibrary {
    /** More than any model has; the library takes those there are. */
    private static final int ALL_LAYERS = 1 << 20;

    private final LlamaAbi abi;
    private final NativeLog log;
    private final LibraryFunctions functions;
    private final ModelFunctions models;
    private final ContextFunctions contexts;
    private final GgmlFunctions ggml;
    private final Backends backends;
    private final MemorySegment modelDefaults;
    private final MemorySegment contextDefaults;
    private final String build;

    private LlamaLibrary(Symbols symbols, LlamaAbi abi, NativeLog log)
            throws NativeLibraryException {
        this.abi = abi;
        this.log = log;
        functions = new LibraryFunctions(symbols);
        models = new ModelFunctions(symbols);
        contexts = new ContextFunctions(symbols, abi.functions());
        ggml = new GgmlFunctions(symbols);
        backends = new Backends(ggml, abi.deviceTypes());
        build = BuildName.of(symbols);
        Arena forever = Arena.global();
        var block = ParamsStruct.patterned(forever);
        modelDefaults = abi.model().requireDefaults(functions.llama_model_default_params(block));
        contextDefaults =
                abi.context().requireDefaults(functions.llama_context_default_params(block));
        functions.llama_log_set(Upcalls.log(log, forever), MemorySegment.NULL);
    }

    /**
     * Opens a library that is one file, checks that its interface is known and sends its log to a sink.
     * The library stays open to the end of the process, and has one sink: the last one opened with.
     *
     * @param sink called from any thread, from inside native code: it must be quick; what it throws is
     *     lost
     * @throws NativeLibraryException with the path, what was expected and what was found
     */
    public static LlamaLibrary open(Path file, Consumer<NativeLogLine> sink)
            throws NativeLibraryException {
        return open(LibraryFiles.single(file), sink, LlamaAbi.KNOWN);
    }

    /**
     * Opens libllama, libggml and libggml-base of a folder in the same way, and of each kind of backend
     * that lies beside them the variant that suits this machine best.
     *
     * @throws NativeLibraryException with the path, what was expected and what was found
     */
    public static LlamaLibrary openDirectory(Path directory, Consumer<NativeLogLine> sink)
            throws NativeLibraryException {
        return open(LibraryFiles.in(directory), sink, LlamaAbi.KNOWN);
    }

    static LlamaLibrary open(LibraryFiles files, Consumer<NativeLogLine> sink, List<LlamaAbi> known)
            throws NativeLibraryException {
        try {
            Symbols symbols = Symbols.open(files.files());
            LlamaAbi abi = LlamaAbi.recognise(known, symbols::exports);
            LlamaLibrary library = new LlamaLibrary(symbols, abi, new NativeLog(sink));
            library.start(files);
            return library;
        } catch (NativeLibraryException | NoSuchElementException e) {
            throw new NativeLibraryException("The native library " + files.files().getLast()
                    + " can't be used: " + e.getMessage(), e);
        }
    }

    /** Nothing but the log may be used before. */
    private void start(LibraryFiles files) throws NativeLibraryException {
        files.backends().ifPresent(backends::load);
        functions.llama_backend_init();
        if (devices().stream().noneMatch(device -> device.type() == Device.Type.CPU)) {
            throw new NativeLibraryException("it has no backend for this processor: "
                    + log.takeErrors());
        }
    }

    /**
     * Returns what the library says it was built from, for example {@code b4916} or {@code
     * 0.5.0-dev+0ad4a86}.
     */
    public String build() {
        return build;
    }

    /**
     * Maps the embeddings of a model with two segments.
     *
     * @param offset first byte of the tensor in the file
     * @param tokens rows of the tensor
     * @param shift what is added to a token's embedding in segment 1; its length is the embedding's
     * @throws IOException when the file can't be mapped or is too short
     * @throws NativeLibraryException when the library can't make floats of the type, or stores it in an
     *     unknown way
     */
    public EmbeddingTable embeddings(Path file, long offset, GgmlType type, int tokens,
            float[] shift) throws IOException, NativeLibraryException {
        return EmbeddingTable.map(file, offset, tokens, shift, dequantizer(type));
    }

    /** Returns what makes floats of a tensor's rows; throws as {@link #embeddings} does. */
    Dequantizer dequantizer(GgmlType type) throws NativeLibraryException {
        if (type.code() >= abi.ggmlTypesEnd()) {
            throw new NativeLibraryException(
                    "llama.cpp " + build + " does not know the type " + type);
        }
        return Dequantizer.of(type, ggml);
    }

    /** Returns what the library can compute on. */
    public List<Device> devices() {
        return backends.devices();
    }

    /**
     * Returns for which processors the code was made that computes on this one, for example {@code zen4};
     * empty when the library has one kind of code only.
     */
    public Optional<String> processorVariant() {
        return backends.processorVariant();
    }

    /** Returns the name of the binary interface, that of the build it was written for. */
    public String abiName() {
        return abi.name();
    }

    /** Returns the processor features the library uses, in its own words. */
    public String systemInfo() {
        return CStrings.read(functions.llama_print_system_info());
    }

    /** Loads a model to compute on the processor. */
    public LlamaModel loadModel(Path file, LoadProgress progress) throws NativeCallException {
        return loadModel(file, Device.PROCESSOR, progress);
    }

    /**
     * Loads a model; takes from seconds to minutes. A file that fails one of the library's assertions
     * ends the process.
     *
     * @param device {@link Device#PROCESSOR}, or the name of a device, which gets all layers
     * @param progress called on this thread with the fraction from 0 to 1; what it throws is lost
     * @throws NativeCallException with what the library logged, or that there is no such device
     */
    public LlamaModel loadModel(Path file, String device, LoadProgress progress)
            throws NativeCallException {
        boolean onProcessor = device.equals(Device.PROCESSOR);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params =
                    arena.allocate(ParamsStruct.OPAQUE_STRUCT).copyFrom(modelDefaults);
            // Ends with a null pointer. Without a list, the library takes every GPU it finds.
            MemorySegment devices = arena.allocate(ValueLayout.ADDRESS, 2);
            if (!onProcessor) {
                devices.set(ValueLayout.ADDRESS, 0, backends.pointer(device));
            }
            abi.model().setPointer(params, "devices", devices);
            abi.model().setInt(params, "n_gpu_layers", onProcessor ? 0 : ALL_LAYERS);
            abi.model().setPointer(params, "progress_callback", Upcalls.progress(progress, arena));
            MemorySegment path = arena.allocateFrom(file.toString());
            log.forgetErrors();
            MemorySegment pointer = models.llama_model_load_from_file(path, params);
            if (pointer.address() == 0) {
                throw new NativeCallException(log.takeErrors());
            }
            return new LlamaModel(this, pointer);
        }
    }

    /** Returns how many contexts of this process can compute at once and give right numbers. */
    public int computingContextsMax() {
        return abi.computingContextsMax();
    }

    NativeLog log() {
        return log;
    }

    LlamaAbi abi() {
        return abi;
    }

    ModelFunctions models() {
        return models;
    }

    ContextFunctions contexts() {
        return contexts;
    }

    /** Returns a fresh copy of the default context params. */
    MemorySegment contextParams(Arena arena) {
        return arena.allocate(ParamsStruct.OPAQUE_STRUCT).copyFrom(contextDefaults);
    }
}
