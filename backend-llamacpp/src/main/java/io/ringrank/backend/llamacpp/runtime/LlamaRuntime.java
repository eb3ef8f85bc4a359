// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.ffi.JllamaLibrary;
import io.ringrank.backend.llamacpp.ffi.LlamaLibrary;
import io.ringrank.backend.llamacpp.ffi.LlamaModel;
import io.ringrank.backend.llamacpp.ffi.NativeCallException;
import io.ringrank.backend.llamacpp.ffi.NativeLibraryException;
import io.ringrank.backend.llamacpp.ffi.NativeLogLine;
import io.ringrank.backend.llamacpp.layout.LayoutChoice;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.layout.PairLayout;
import io.ringrank.backend.llamacpp.layout.PairLayouts;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import io.ringrank.backend.llamacpp.natives.Device;
import io.ringrank.backend.llamacpp.natives.NativeFacts;
import io.ringrank.backend.llamacpp.natives.NativeLibrary;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome.Loaded;
import io.ringrank.backend.llamacpp.runtime.LoadOutcome.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs models with llama.cpp. Any thread.
 */
public final class LlamaRuntime implements ModelRuntime {

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
    public LoadOutcome load(Path path, LoadOptions options, LoadListener listener) {
        if (options.lanes() > library.computingContextsMax()) {
            return new Refused("llama.cpp " + library.build() + " scores wrongly when more than "
                    + library.computingContextsMax() + " lanes of a process compute at once, and "
                    + options.lanes() + " were asked for: start more engines instead");
        }
        return switch (ModelFile.read(path)) {
            case ModelFile.Reading.Faulty(String fault) ->
                new Refused("The model " + path + " " + fault);
            case ModelFile.Reading.Read(ModelFile file) -> load(file, options, listener);
        };
    }

    private LoadOutcome load(ModelFile file, LoadOptions options, LoadListener listener) {
        Optional<ModelFamily> family = file.family();
        if (family.isEmpty()) {
            return unfit(file, "pairs are laid out for BERT, RoBERTa, XLM-RoBERTa, JinaBERT,"
                    + " ModernBERT and Qwen3; general.architecture is '" + file.architecture()
                    + "' and tokenizer.ggml.model is '" + file.tokenizer() + "'");
        }
        return switch (RankHead.choose(family.get(), file.labels())) {
            case RankHead.Choice.Refused(String reason) -> unfit(file, reason);
            case RankHead.Choice.Chosen(RankHead head) -> {
                LlamaModel model;
                try {
                    model = library.loadModel(file.path(), options.device(), listener::onProgress);
                } catch (NativeCallException e) {
                    yield notLoaded(file, String.valueOf(e.getMessage()));
                }
                LoadOutcome outcome = describe(file, family.get(), head, model, options);
                if (outcome instanceof Refused) {
                    model.close();
                }
                yield outcome;
            }
        };
    }

    /** Only known families come here, so a build that lacks the architecture is too old. */
    private Refused notLoaded(ModelFile file, String reason) {
        return new Refused(reason.contains("unknown model architecture")
                ? "llama.cpp " + library.build() + " can't load the model " + file.path()
                        + ", because it does not know the architecture '" + file.architecture()
                        + "'. `./ringrank natives install cpu` fetches one that does"
                : "llama.cpp " + library.build() + " can't load the model " + file.path() + ": "
                        + reason);
    }

    private static Refused unfit(ModelFile file, String reason) {
        return new Refused("The model " + file.path() + " can't be used to rerank: " + reason);
    }

    private LoadOutcome describe(ModelFile file, ModelFamily family, RankHead head,
            LlamaModel model, LoadOptions options) {
        RowInput input;
        try {
            input = input(file, family, model);
        } catch (IOException | NativeLibraryException e) {
            return unfit(file, "its embeddings can't be read: " + e.getMessage());
        }
        VocabularyFacts facts = vocabularyFacts(file, model, input);
        return switch (PairLayouts.choose(family, facts)) {
            case LayoutChoice.Refused(String reason) -> unfit(file, reason);
            case LayoutChoice.Chosen(PairLayout layout) -> {
                var loaded = new LlamaRerankModel(model, layout, input, head, options);
                yield loaded.leastPairTokens() > loaded.facts().contextTokens()
                        ? unfit(file, "the shortest pair has " + loaded.leastPairTokens()
                                + " tokens, and it has room for "
                                + loaded.facts().contextTokens())
                        : new Loaded(loaded);
            }
        };
    }

    /** A doubled vocabulary has its segments in its rows already. */
    private RowInput input(ModelFile file, ModelFamily family, LlamaModel model)
            throws IOException, NativeLibraryException {
        boolean doubled = model.metadata(VocabularyFacts.DOCUMENT_OFFSET_KEY).isPresent();
        return family == ModelFamily.BERT && !doubled
                ? Segments.table(file, library, model.embeddingWidth())
                        .<RowInput>map(RowInput.Embeddings::new)
                        .orElseGet(RowInput.Ids::new)
                : new RowInput.Ids();
    }

    private static VocabularyFacts vocabularyFacts(ModelFile file, LlamaModel model,
            RowInput input) {
        return new VocabularyFacts(model.vocabularyTokens(), model.bos(), model.eos(), model.sep(),
                input instanceof RowInput.Embeddings,
                model.metadata(VocabularyFacts.DOCUMENT_OFFSET_KEY),
                file.text(VocabularyFacts.RERANK_TEMPLATE_KEY));
    }
}
