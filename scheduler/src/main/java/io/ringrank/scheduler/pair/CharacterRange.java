// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.pair;

/**
 * A part of a document, counted in Unicode code points: what most languages call a character, and
 * what UTF-16 counts twice for some.
 *
 * @param start of its first character, from 0
 * @param end after its last character, at least {@code start}
 */
public record CharacterRange(int start, int end) {

    public CharacterRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no range: " + start + " to " + end);
        }
    }
}
