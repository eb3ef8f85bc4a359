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
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
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

    /** What llama.cpp says to a file of a model family that it does not know. */
    private static final String UNKNOWN_FAMILY = "unknown model architecture";

    private final LlamaLibrary library;

    private LlamaRuntime(LlamaLibrary library) {
        this.library = library;
    }

    /**
     * Opens a library.
     *
     * @param log takes what the library logs, from any thread; must be quick, and what it throws is lost
     * @throws NativeLibraryException with the path and the reason
     */
    public static LlamaRuntime open(NativeLibrary library, Consumer<NativeLogLine> log)
            throws NativeLibraryException {
        return new LlamaRuntime(switch (library.kind()) {
            case JLLAMA ->
                LlamaLibrary.open(JllamaLibrary.extractTo(library.directory()), log);
            case DIRECTORY -> LlamaLibrary.openDirectory(library.directory(), log);
        });
    }

    /** Returns what the library says about itself. */
    public NativeFacts facts() {
        return new NativeFacts(library.build(), library.abiName(), library.processorVariant(),
                library.systemInfo(), library.computingContextsMax(), library.devices());
    }

    @Override
    public String nativeBuild(String device) {
        if (!device.equals(Device.PROCESSOR)) {
            return library.build() + "/" + device;
        }
        return library.build()
                + library.processorVariant().map(variant -> "/" + variant).orElse("");
    }

    @Override
    public LoadOutcome load(Path file, LoadOptions options, LoadListener listener) {
        if (options.lanes() > library.computingContextsMax()) {
            return new Refused("llama.cpp " + library.build() + " scores wrongly when more than "
                    + library.computingContextsMax() + " lanes of a process compute at once, and "
                    + options.lanes() + " were asked for: start more engines instead");
        }
        Optional<String> fault = faultOf(file);
        if (fault.isPresent()) {
            return new Refused("The model " + file + " " + fault.get());
        }
        LlamaModel model;
        try {
            model = library.loadModel(file, options.device(), listener::onProgress);
        } catch (NativeCallException e) {
            return new Refused(
                    "llama.cpp " + library.build() + " can't load the model " + file + ": "
                            + e.getMessage() + advice(String.valueOf(e.getMessage())));
        }
        LoadOutcome outcome = describe(file, model, options);
        if (outcome instanceof Refused) {
            model.close();
        }
        return outcome;
    }

    /** Returns what helps against the one reason that another library helps against. */
    private String advice(String reason) {
        return reason.contains(UNKNOWN_FAMILY) && !library.isNewest()
                ? "; a newer llama.cpp may know it: ./ringrank natives install cpu"
                : "";
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
