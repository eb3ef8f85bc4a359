// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.runtime;

import java.io.Serial;

/**
 * A lane could not be opened or a batch could not be scored. The message is a sentence for an operator.
 */
public final class LaneException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates one from what was expected and found. */
    public LaneException(String message) {
        super(message);
    }
}
