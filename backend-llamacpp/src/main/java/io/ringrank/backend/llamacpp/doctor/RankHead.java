// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgufTexts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What the metadata say about the classifier and its pooling. One thread at a time. */
final class RankHead {

    static final String NO_HEAD = "choose a reranker, converted with its classifier; an embedding"
            + " model or a chat model has none";

    /** {@code enum llama_pooling_type}, from 0. */
    private static final List<String> POOLINGS = List.of("none", "mean", "cls", "last", "rank");
    private static final List<String> YES_NO = List.of("yes", "no");
    private static final int LABELS_SHOWN_MAX = 16;

    private final Architecture architecture;
    private final Metadata metadata;
    private final Findings findings;

    RankHead(Architecture architecture, Metadata metadata, Findings findings) {
        this.architecture = architecture;
        this.metadata = metadata;
        this.findings = findings;
    }

    /** Checks labels and pooling; tensors are another's business. */
    void run() {
        List<String> labels = labels();
        if (architecture == Architecture.QWEN3) {
            if (!labels.equals(YES_NO) && !labels.equals(YES_NO.reversed())) {
                findings.add("the key " + architecture.key("classifier.output_labels")
                        + (labels.isEmpty() ? " is missing" : " is " + shown(labels))
                        + ", and the rerankers of this architecture answer yes or no",
                        "convert the model with a converter that knows Qwen3-Reranker");
            }
        } else if (labels.size() > 1) {
            findings.add("the key " + architecture.key("classifier.output_labels") + " has "
                    + labels.size() + " labels, and a reranker has one score",
                    "choose a model with one label");
        }
        checkPooling();
    }

    /** As the file names the outputs of its classifier; none if it doesn't. */
    List<String> labels() {
        return metadata.value(architecture.key("classifier.output_labels"))
                .filter(GgufTexts.class::isInstance)
                .map(GgufTexts.class::cast)
                .map(texts -> IntStream.range(0, Math.min(texts.size(), LABELS_SHOWN_MAX))
                        .mapToObj(texts::get)
                        .toList())
                .orElse(List.of());
    }

    /** The pooling that the file asks for, if it asks for one that llama.cpp knows. */
    Optional<String> pooling() {
        OptionalLong pooling = poolingType();
        return pooling.isPresent() && pooling.getAsLong() < POOLINGS.size()
                ? Optional.of(POOLINGS.get((int) pooling.getAsLong()))
                : Optional.empty();
    }

    private OptionalLong poolingType() {
        return metadata.number(architecture.key("pooling_type"));
    }

    private void checkPooling() {
        String key = architecture.key("pooling_type");
        if (pooling().filter("rank"::equals).isPresent()) {
            return;
        }
        if (architecture == Architecture.MODERN_BERT
                && pooling().filter("cls"::equals).isPresent()) {
            findings.degraded("the key " + key + " is cls, but llama.cpp pools this architecture by"
                    + " the mean of all tokens", "choose a model with mean pooling");
            return;
        }
        findings.override("the key " + key + (poolingType().isEmpty()
                ? " is missing"
                : " is " + pooling().orElse(Long.toString(poolingType().getAsLong())))
                + ": pooling by rank is asked for");
    }

    private static String shown(List<String> labels) {
        return String.join(", ", labels.stream().map(Findings::quote).toList());
    }
}
