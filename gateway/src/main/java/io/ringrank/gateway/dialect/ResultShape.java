// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.dialect;

/**
 * How the result of one document looks.
 *
 * @param score name of the score
 * @param document name of the document
 * @param wrapped whether the document is an object with a text, not the text itself
 * @param object what the field {@code object} says; empty for none
 */
record ResultShape(String score, String document, boolean wrapped, String object) {

    static final ResultShape RELEVANCE =
            new ResultShape("relevance_score", "document", true, "");

    /** The same with the document as a plain text. */
    static final ResultShape PLAIN = new ResultShape("relevance_score", "document", false, "");
}
