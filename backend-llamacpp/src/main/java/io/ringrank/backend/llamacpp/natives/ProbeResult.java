// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.natives;

import java.util.Optional;

/** What came of opening a library in a process of its own. */
public sealed interface ProbeResult {

    /**
     * It can be opened and understood.
     *
     * @param trial how pairs were scored, if any were
     */
    record Usable(NativeFacts facts, Optional<Trial> trial) implements ProbeResult {}

    /** @param reason a sentence for an operator */
    record Unusable(String reason) implements ProbeResult {}

    /**
     * How pairs were scored whose scores are known.
     *
     * @param message how far they are off, as a part of a sentence
     */
    record Trial(boolean passed, String message) {}
}
