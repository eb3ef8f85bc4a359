// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import java.util.List;
import java.util.Optional;

/**
 * What a file says about one tensor, as found and not yet believed. Any thread.
 *
 * @param typeCode ggml's number of the type; {@link #type} has it if it is known
 * @param shape up to four sizes in ggml's order, the row length first; hostile files have any value
 * @param offset bytes from the start of the data; unsigned, so a hostile one may show as negative
 */
public record GgufTensor(String name, int typeCode, List<Long> shape, long offset) {

    public GgufTensor {
        shape = List.copyOf(shape);
    }

    /** Returns the number of its values; only if they have been checked. */
    public long values() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Returns how the numbers are stored, if ggml knows the number. */
    public Optional<GgmlType> type() {
        return GgmlType.of(typeCode);
    }
}
