// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import io.ringrank.backend.llamacpp.layout.ModelFamily;
import io.ringrank.backend.llamacpp.layout.VocabularyFacts;
import io.ringrank.backend.llamacpp.model.ModelSummary;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Checks one file of an architecture that can rerank: what all of them have, then what only this one
 * has. One thread at a time.
 */
final class ModelCheck {

    private static final String TOKENIZER_KEY = "tokenizer.ggml.model";
    private static final String TYPES_KEY = "tokenizer.ggml.token_type_count";

    private final Architecture architecture;
    private final GgufHeader header;
    private final Metadata metadata;
    private final Findings findings;
    private final Tensors tensors;

    ModelCheck(Architecture architecture, GgufHeader header, Metadata metadata,
            Findings findings) {
        this.architecture = architecture;
        this.header = header;
        this.metadata = metadata;
        this.findings = findings;
        this.tensors = new Tensors(header, findings);
    }

    Diagnosis run() {
        if (architecture == Architecture.QWEN3
                && !new Qwen3Check(metadata, tensors, findings).isReranker()) {
            return findings.refusal();
        }
        if (!architecture.inB4916()) {
            findings.newerOnly("the architecture " + architecture.id());
        }
        String tokenizer = metadata.text(TOKENIZER_KEY).orElse("");
        OptionalInt tokens = new VocabularyCheck(metadata, findings).run(tokenizer);
        Optional<ModelFamily> family = family(tokenizer);
        if (tokens.isPresent()) {
            checkPairs(tokenizer, tokens.getAsInt(), family);
        }
        RankHead head = new RankHead(architecture, metadata, findings);
        head.run();
        Optional<Sizes> sizes = new HyperparameterCheck(architecture, metadata, findings).run();
        if (!findings.isEmpty() || sizes.isEmpty() || tokens.isEmpty() || family.isEmpty()) {
            return findings.refusal();
        }
        checkTensors(sizes.get(), tokens.getAsInt());
        return findings.diagnosis(() -> summary(family.get(), tokenizer, sizes.get(),
                tokens.getAsInt(), head));
    }

    private Optional<ModelFamily> family(String tokenizer) {
        Optional<ModelFamily> family = architecture.family(tokenizer);
        if (family.isEmpty()) {
            findings.add("the key " + TOKENIZER_KEY + " is " + Findings.quote(tokenizer)
                    + ", and rerankers of the architecture " + architecture.id() + " have "
                    + architecture.tokenizers(), "choose a file of a known reranker");
        }
        return family;
    }

    private void checkPairs(String tokenizer, int tokens, Optional<ModelFamily> family) {
        SpecialTokens special = SpecialTokens.check(metadata, findings, tokenizer, tokens);
        if (findings.isEmpty() && family.isPresent()) {
            new PairCheck(family.get(), tokenizer, metadata, findings).run(special, tokens);
        }
    }

    private void checkTensors(Sizes sizes, int tokens) {
        OptionalLong types = metadata.uint32(TYPES_KEY);
        if (types.isEmpty() && architecture.hasTokenTypes()) {
            metadata.missing(TYPES_KEY);
            return;
        }
        switch (architecture) {
            case BERT ->
                new BertCheck(tensors, findings).run(sizes, tokens, types.getAsLong());
            case JINA_BERT_V2 ->
                new JinaBertCheck(tensors, findings).run(sizes, tokens, types.getAsLong());
            case MODERN_BERT -> new ModernBertCheck(metadata, tensors, findings).run(sizes, tokens);
            case QWEN3 -> new Qwen3Check(metadata, tensors, findings).run(sizes, tokens);
        }
        tensors.reportUnused(sizes.layers());
    }

    private ModelSummary summary(ModelFamily family, String tokenizer, Sizes sizes, int tokens,
            RankHead head) {
        return new ModelSummary(architecture.id(), family, metadata.modelName(),
                TensorTypes.of(header),
                new ModelSummary.Shape(sizes.layers(), sizes.width(), sizes.inner(), sizes.heads(),
                        sizes.keyHeads(), sizes.headWidth(), sizes.context()),
                new ModelSummary.Vocabulary(tokenizer, tokens,
                        tokenizer.equals("t5")
                                ? texts("tokenizer.ggml.tokens").map(TextPrefixes::count).orElse(0L)
                                : 0,
                        texts("tokenizer.ggml.merges").map(GgufTexts::size).orElse(0),
                        PairCheck.pair(family)),
                new ModelSummary.Head(head.pooling(), tensors.has("cls.weight"), head.labels(),
                        metadata.has(VocabularyFacts.RERANK_TEMPLATE_KEY)),
                findings.newerOnly());
    }

    private Optional<GgufTexts> texts(String key) {
        return metadata.value(key)
                .filter(GgufTexts.class::isInstance)
                .map(GgufTexts.class::cast);
    }
}
