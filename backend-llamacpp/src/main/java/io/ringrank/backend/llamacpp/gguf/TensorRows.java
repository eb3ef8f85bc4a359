// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

/**
 * Where a tensor's numbers come from while it is written, a row at a time, so that a file can be
 * larger than the heap.
 */
@FunctionalInterface
public interface TensorRows {

    /**
     * Fills every value of one row. Rows are asked for once each, in ascending order, on the thread
     * that writes the file.
     *
     * @param row
     *            from 0; a tensor of more than two dimensions counts its rows straight through
     * @param into
     *            as long as the tensor's first dimension; holds an earlier row's values at the start
     */
    void fill(long row, float[] into);
}
