// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The scale on which an answer gives scores; their order is the same on each. */
public enum ScoreMode {
    /** The model's own output, usually a logit. */
    RAW {
        @Override
        float of(float raw, float least, float most) {
            return raw;
        }
    },
    /** 1 / (1 + e^-raw), from 0 to 1: for most models the probability that the document answers. */
    SIGMOID {
        @Override
        float of(float raw, float least, float most) {
            return (float) (1 / (1 + Math.exp(-raw)));
        }
    },
    /** From 0 for the worst to 1 for the best document of the request; 1 if all are alike. */
    MINMAX {
        @Override
        float of(float raw, float least, float most) {
            return most > least ? (float) (((double) raw - least) / ((double) most - least)) : 1;
        }
    };

    /**
     * @param raw between least and most
     * @param least of the request's raw scores
     * @param most of the request's raw scores
     */
    abstract float of(float raw, float least, float most);

    /** As requests name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null for null. */
    public static @Nullable String wordOf(@Nullable ScoreMode mode) {
        return mode == null ? null : mode.word();
    }

    public static Optional<ScoreMode> ofWord(String word) {
        for (ScoreMode mode : values()) {
            if (mode.word().equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
