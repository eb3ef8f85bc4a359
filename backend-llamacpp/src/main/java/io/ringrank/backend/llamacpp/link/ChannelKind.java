// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two channels of an engine: apart, so that a large text never holds up a lane. */
public enum ChannelKind {
    /** Texts out, token rows back. */
    TOKENIZE(1),
    /** Loading first, then batches out and scores back. */
    SCORE(2);

    private final int code;

    ChannelKind(int code) {
        this.code = code;
    }

    /** What a Hello says for this kind. */
    public int code() {
        return code;
    }

    /** The kind of a code, or null where there is none. */
    static @Nullable ChannelKind ofCode(int code) {
        for (ChannelKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
