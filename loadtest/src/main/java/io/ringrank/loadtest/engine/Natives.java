// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

/** What became of comparing llama.cpp libraries. */
sealed interface Natives {

    /** @param match bare loops of the newer library over those of the older */
    record Compared(Match match, String newerBuild, String olderBuild) implements Natives {}

    record NotCompared(String reason) implements Natives {}
}
