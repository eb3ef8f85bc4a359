// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.link.ToEngine;
import java.util.List;

/** The threads that do the work of a loaded engine. Any thread. */
record Workers(TokenizerThreads tokenizers, List<LaneThread> lanes) {

    /** Returns whether there was room; then an answer will come. */
    boolean offer(ToEngine.Tokenize command) {
        return tokenizers.offer(command);
    }

    /** Returns whether there is such a lane and room for the batch; then an answer will come. */
    boolean offer(ToEngine.Score command) {
        return command.lane() < lanes.size() && lanes.get(command.lane()).offer(command);
    }
}
