// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.util.OptionalDouble;

/** What came of opening a library in a process of its own. */
public sealed interface ProbeResult {

    /**
     * It can be opened and understood.
     *
     * @param worstDifference of a score from what it should be, if any was asked for
     */
    record Usable(NativeFacts facts, OptionalDouble worstDifference) implements ProbeResult {}

    /** @param reason a sentence for an operator */
    record Unusable(String reason) implements ProbeResult {}
}
