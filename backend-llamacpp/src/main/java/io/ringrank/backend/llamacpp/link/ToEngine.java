// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.link;

import io.ringrank.backend.llamacpp.model.FileStamp;
import io.ringrank.backend.llamacpp.natives.Compute;
import io.ringrank.scheduler.pair.ScoringOptions;
import java.util.List;

/** What a gateway says. Arrays are handed over, never written to again. */
public sealed interface ToEngine extends Frame {

    /** Answers a Hello that was not as expected; the channel closes after it. */
    record Refused(String message) implements ToEngine {}

    /**
     * The first frame on the score channel, once both channels are there.
     *
     * @param modelPath absolute
     * @param stamp of the file when it was read for its fingerprint; a file with another is not loaded
     */
    record Load(String modelPath, FileStamp stamp, Compute compute) implements ToEngine {}

    /** Asks for the rows of a query with its documents. Texts are UTF-8. Tokenize channel. */
    record Tokenize(long id, byte[] query, List<byte[]> documents, ScoringOptions options)
            implements
                ToEngine {

        @Override
        public long bodyBytes() {
            long bytes = 1L + Long.BYTES + OptionsCodec.bytes(options) + Integer.BYTES
                    + query.length + Integer.BYTES;
            for (byte[] document : documents) {
                bytes += Integer.BYTES + document.length;
            }
            return bytes;
        }
    }

    /**
     * Asks a lane for the scores of a batch. Score channel.
     *
     * @param lane from 0
     * @param prefixes the distinct prefixes of the rows
     */
    record Score(long id, int lane, List<int[]> prefixes, List<Row> rows) implements ToEngine {

        @Override
        public long bodyBytes() {
            long bytes = 1L + Long.BYTES + Integer.BYTES + 2 * Integer.BYTES;
            for (int[] prefix : prefixes) {
                bytes += Integer.BYTES + (long) Integer.BYTES * prefix.length;
            }
            for (Row row : rows) {
                bytes += 2 * Integer.BYTES + (long) Integer.BYTES * row.suffix.length;
            }
            return bytes;
        }
    }

    /**
     * One pair of a batch.
     *
     * @param prefix index into the prefixes of the batch
     */
    record Row(int prefix, int[] suffix) {}
}
