// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import java.util.List;

/** What became of comparing a newer llama.cpp with that of the jllama jar. */
sealed interface LibraryComparison {

    /** @param matches bare loops of the newer library over those of the older, for each load */
    record Compared(List<Match> matches, String newerBuild, String olderBuild)
            implements
                LibraryComparison {}

    /** @param reason for people */
    record NotCompared(String reason) implements LibraryComparison {}
}
