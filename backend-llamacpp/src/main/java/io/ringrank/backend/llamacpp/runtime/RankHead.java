// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import io.ringrank.backend.llamacpp.layout.ModelFamily;
import java.util.List;
import java.util.Set;

/**
 * How the outputs of a pair become its raw score. Any thread.
 */
sealed interface RankHead {

    /** Reads an output of a pair; NaN when there is none. */
    @FunctionalInterface
    interface Outputs {
        float at(int output);
    }

    /** Returns the raw score; NaN when the model gave no number. */
    float score(Outputs outputs);

    /** One output, which is the score. */
    record Single() implements RankHead {

        @Override
        public float score(Outputs outputs) {
            return outputs.at(0);
        }
    }

    /**
     * The probabilities of yes and no. The score is by how much the logit of yes exceeds that of no, which
     * is the logarithm of their ratio.
     *
     * @param yes output of yes, 0 or 1; the other one is no
     */
    record YesNo(int yes) implements RankHead {

        /**
         * A probability that is too small for a float counts as the smallest normal one: the margin ends at
         * 87, where a sigmoid is 1 in any precision.
         */
        @Override
        public float score(Outputs outputs) {
            float of = outputs.at(yes);
            float against = outputs.at(1 - yes);
            return (float) (Math.log(Math.max(of, Float.MIN_NORMAL))
                    - Math.log(Math.max(against, Float.MIN_NORMAL)));
        }
    }

    /** What head a file has. */
    sealed interface Choice {

        record Chosen(RankHead head) implements Choice {}

        /** @param reason what was expected and found */
        record Refused(String reason) implements Choice {}
    }

    /**
     * Chooses by the file's labels.
     *
     * @param labels GGUF key {@code <architecture>.classifier.output_labels}, empty when absent
     */
    static Choice choose(ModelFamily family, List<String> labels) {
        return switch (family) {
            case BERT, XLM_R, ROBERTA_BPE, MODERN_BERT -> labels.size() <= 1
                    ? new Choice.Chosen(new Single())
                    : new Choice.Refused("a reranker's head has one output, this one has "
                            + labels.size() + ", as classifiers have");
            case QWEN3 -> labels.size() == 2 && Set.copyOf(labels).equals(Set.of("yes", "no"))
                    ? new Choice.Chosen(new YesNo(labels.indexOf("yes")))
                    : new Choice.Refused("the outputs of the head must be yes and no, and are "
                            + labels.subList(0, Math.min(labels.size(), 4)));
        };
    }
}
