// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.OptionalLong;

/** Knows what a model file would be worth on this machine. Any thread; takes processor time. */
public interface Appraiser {

    /** What the head of a file says. */
    sealed interface Appraisal {}

    /**
     * An engine may load it.
     *
     * @param overrides what would be done otherwise than the file says, as sentences without full stop
     * @param architecture as the file names it
     * @param type how most of the numbers are stored, for example {@code Q8_0}
     * @param memoryBytes that a deployment of it would take with the server's settings
     */
    record Usable(List<String> overrides, String architecture, String type, long memoryBytes)
            implements
                Appraisal {

        public Usable {
            overrides = List.copyOf(overrides);
        }
    }

    /** @param reasons why no engine must see it, as sentences without full stop */
    record Unusable(List<String> reasons) implements Appraisal {

        public Unusable {
            reasons = List.copyOf(reasons);
        }
    }

    /** @param reason why nobody looked, as a sentence */
    record Unknown(String reason) implements Appraisal {}

    /**
     * Examines the head of a file.
     *
     * @param head at the first byte; no more is read than the head has
     * @param bytes size of the whole file
     * @throws IOException what the channel throws
     */
    Appraisal appraise(ReadableByteChannel head, long bytes) throws IOException;

    /** Memory that a new deployment can take, in bytes; empty where the system doesn't tell. */
    OptionalLong availableBytes();

    /** Whether deployments compute on the processor and not on a GPU. */
    boolean isOnProcessor();
}
