// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

import java.nio.charset.StandardCharsets;

/**
 * Everything that changes a score beside the two texts. Scores of different profiles never meet in
 * the cache.
 *
 * @param modelFingerprint SHA-256 of the model file, in hex
 * @param layout name and version of the pair layout, for example {@code bert/1}
 * @param nativeBuild build of llama.cpp that computes, for example {@code b4916}
 */
public record ScoringProfile(String modelFingerprint, String layout, String nativeBuild) {

    /** What goes into every key: the three parts, none of which contains a line break. */
    byte[] id() {
        return (modelFingerprint + '\n' + layout + '\n' + nativeBuild)
                .getBytes(StandardCharsets.UTF_8);
    }
}
