// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.layout;

import io.ringrank.scheduler.pair.TokenRow;

/**
 * What stands round query and document: {@code beforeQuery query afterQuery | document
 * afterDocument}. The bar is where the shared prefix ends. Any thread.
 *
 * @param query what query text is tokenised together with
 * @param document what document text is tokenised together with
 */
record PairFrame(TokenRow beforeQuery, TokenRow afterQuery, TokenRow afterDocument, Slot query,
        Slot document) {

    /**
     * A place for text in a template.
     *
     * <p>Byte-pair encoding joins a word with the space before it and a sign with the line end behind
     * it. So these belong to the text's tokens, or the row would not be the one that the model was
     * trained with.
     *
     * @param before white space in front of the text
     * @param after white space behind the text
     */
    record Slot(String before, String after) {

        /** A place without a template round it. */
        static final Slot BARE = new Slot("", "");

        String around(String text) {
            return before + text + after;
        }
    }

    /** The frame of an encoder, whose texts are tokenised as they are. */
    static PairFrame of(TokenRow beforeQuery, TokenRow afterQuery, TokenRow afterDocument) {
        return new PairFrame(beforeQuery, afterQuery, afterDocument, Slot.BARE, Slot.BARE);
    }

    /** Returns the number of tokens that a pair has beside its texts. */
    int tokens() {
        return beforeQuery.length() + afterQuery.length() + afterDocument.length();
    }
}
