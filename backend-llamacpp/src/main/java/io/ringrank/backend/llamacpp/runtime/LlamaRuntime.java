// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.JllamaLibrary;
import io.ringrank.backend.llamacpp.ffi.LlamaLibrary;
import io.ringrank.backend.llamacpp.ffi.LlamaModel;
import io.ringrank.backend.llamacpp.ffi.NativeCallException;
import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.layout.LayoutChoice;
import io.ringrank.backend.llamacpp.layout.PairLayouts;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome.Loaded;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs models with llama.cpp. Any thread.
 */
public final class LlamaRuntime implements ModelRuntime {
    private static final byte[] MAGIC = {'G', 'G', 'U', 'F'};

    /** Lanes that one process can have with jllama's library; more lanes need more engines. */
    public static final int JLLAMA_LANES_MAX = 1;

    private final LlamaLibrary library;

    private LlamaRuntime(LlamaLibrary library) {
        this.library = library;
    }

    /**
     * Opens the library of the jllama jar, written into a directory of this user.
     *
     * @param directory made when absent; other users must not be able to write into it
     * @param log takes what the library logs, from any thread; must be quick, and what it throws is lost
     * @throws NativeLibraryException with the path and the reason
     */
    public static LlamaRuntime openJllama(Path directory, Consumer<NativeLogLine> log)
            throws NativeLibraryException {
        return new LlamaRuntime(LlamaLibrary.open(JllamaLibrary.extractTo(directory), log));
    }

    /**
     * Opens the libraries of a folder: libllama, libggml, libggml-base and the backends beside them.
     *
     * @param log takes what the library logs, from any thread; must be quick, and what it throws is lost
     * @throws NativeLibraryException with the path and the reason
     */
    public static LlamaRuntime openDirectory(Path directory, Consumer<NativeLogLine> log)
            throws NativeLibraryException {
        return new LlamaRuntime(LlamaLibrary.openDirectory(directory, log));
    }

    @Override
    public String nativeBuild() {
        return library.build();
    }

    @Override
    public String systemInfo() {
        return library.systemInfo();
    }

    @Override
    public LoadOutcome load(Path file, LoadOptions options, LoadListener listener) {
        if (options.lanes() > library.computingContextsMax()) {
            return new Refused("llama.cpp " + nativeBuild() + " scores wrongly when more than "
                    + library.computingContextsMax() + " lanes of a process compute at once, and "
                    + options.lanes() + " were asked for: start more engines instead");
        }
        Optional<String> fault = faultOf(file);
        if (fault.isPresent()) {
            return new Refused("The model " + file + " " + fault.get());
        }
        LlamaModel model;
        try {
            model = library.loadModel(file, listener::onProgress);
        } catch (NativeCallException e) {
            return new Refused("llama.cpp " + nativeBuild() + " can't load the model " + file + ": "
                    + e.getMessage());
        }
        LoadOutcome outcome = describe(file, model, options);
        if (outcome instanceof Refused) {
            model.close();
        }
        return outcome;
    }

    /** Returns what is wrong with a file at first sight; llama.cpp does not say so in its log. */
    private static Optional<String> faultOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.of("does not exist or is not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
                    ? Optional.empty()
                    : Optional.of("is not a GGUF file: it does not start with the letters GGUF");
        } catch (IOException e) {
            return Optional.of("can't be read: " + e);
        }
    }

    private static LoadOutcome describe(Path file, LlamaModel model, LoadOptions options) {
        int trained = model.trainedContextTokens();
        if (trained < LlamaRerankModel.LEAST_CONTEXT_TOKENS) {
            return new Refused(
                    "The model " + file + " can't hold a pair: expected a context of at least "
                            + LlamaRerankModel.LEAST_CONTEXT_TOKENS + " tokens, found " + trained);
        }
        return switch (PairLayouts.choose(vocabularyFacts(model))) {
            case LayoutChoice.Chosen chosen ->
                new Loaded(LlamaRerankModel.of(model, chosen.layout(), options));
            case LayoutChoice.Refused refused ->
                new Refused("The model " + file + " can't be used to rerank: " + refused.reason());
        };
    }

    private static VocabularyFacts vocabularyFacts(LlamaModel model) {
        return new VocabularyFacts(model.metadata("tokenizer.ggml.model").orElse(""),
                model.vocabularyTokens(), model.bos(), model.eos(), model.sep(),
                model.metadata(VocabularyFacts.DOCUMENT_OFFSET_KEY));
    }
}
