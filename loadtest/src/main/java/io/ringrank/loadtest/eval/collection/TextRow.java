// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.collection;

/** @param title empty if there is none */
record TextRow(String id, String title, String text) {

    /** What BEIR's rerankers are shown: the title, a space, the text. */
    String titleAndText() {
        return (title + ' ' + text).strip();
    }
}
