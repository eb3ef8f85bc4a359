// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.scheduler;

import io.ringrank.scheduler.engine.TokenizedDocument;
import io.ringrank.scheduler.engine.TokenizedQuery;
import io.ringrank.scheduler.pair.TokenRow;
import java.util.ArrayList;
import java.util.List;

/** Token rows without a tokenizer: so many bytes are a token. Any thread. */
final class MadeUpRows {

    static final int BYTES_PER_TOKEN = 4;

    private static final TokenRow QUERY = new TokenRow(new int[1]);
    private static final TokenizedDocument[] BY_LENGTH = byLength();

    private MadeUpRows() {}

    static TokenizedQuery of(List<byte[]> documents) {
        List<TokenizedDocument> rows = new ArrayList<>(documents.size());
        for (byte[] document : documents) {
            rows.add(BY_LENGTH[Math.min(document.length / BYTES_PER_TOKEN,
                    BY_LENGTH.length - 1)]);
        }
        return new TokenizedQuery.Rows(QUERY, rows);
    }

    /** Made once, so that a measurement counts what the scheduler allocates and not this. */
    private static TokenizedDocument[] byLength() {
        TokenizedDocument[] rows = new TokenizedDocument[BenchedScheduler.TOKENS_PER_BATCH];
        for (int tokens = 0; tokens < rows.length; tokens++) {
            rows[tokens] = new TokenizedDocument.Suffixes(List.of(new TokenizedQuery.Suffix(
                    new TokenRow(new int[Math.max(1, tokens)]), tokens == rows.length - 1)));
        }
        return rows;
    }
}
