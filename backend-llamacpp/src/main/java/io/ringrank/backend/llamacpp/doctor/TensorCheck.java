// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks that the tensors tile the data: known types, whole blocks, one behind the other, all within
 * the file. One thread at a time.
 *
 * <p>
 * llama.cpp divides by a size of zero, and since 2025 takes tensors only in the order of the list
 * and without gaps.
 */
final class TensorCheck {

    private final GgufHeader header;
    private final long fileBytes;
    private final Findings findings;

    TensorCheck(GgufHeader header, long fileBytes, Findings findings) {
        this.header = header;
        this.fileBytes = fileBytes;
        this.findings = findings;
    }

    void run() {
        if (header.tensors().isEmpty()) {
            findings.add("the file has no tensors, so it is a vocabulary and not a model",
                    "name the file that has the weights");
        }
        Set<String> names = new HashSet<>();
        OptionalLong next = OptionalLong.of(0);
        for (GgufTensor tensor : header.tensors()) {
            if (!names.add(tensor.name())) {
                findings.add("the tensor " + tensor.name() + " is there twice", Findings.CONVERT);
            }
            OptionalLong bytes = bytes(tensor);
            if (next.isPresent() && bytes.isPresent()) {
                next = place(tensor, next.getAsLong(), bytes.getAsLong());
            } else {
                // Where the rest must lie is not known any more.
                next = OptionalLong.empty();
            }
        }
    }

    /** Returns where the next tensor must begin, or nothing after a finding. */
    private OptionalLong place(GgufTensor tensor, long expected, long bytes) {
        if (tensor.offset() != expected) {
            findings.add("the tensor " + tensor.name() + " begins at "
                    + Long.toUnsignedString(tensor.offset()) + " of the data and not at "
                    + expected + ", behind the one before it", Findings.FETCH);
            return OptionalLong.empty();
        }
        long left = fileBytes - header.dataOffset() - expected;
        if (bytes > left) {
            findings.add("the tensor " + tensor.name() + " has " + bytes + " bytes, but the file "
                    + "ends " + Math.max(0, left) + " bytes after its start", Findings.FETCH);
            return OptionalLong.empty();
        }
        long blocks = Math.ceilDiv(bytes, header.alignmentBytes());
        return OptionalLong.of(expected + blocks * header.alignmentBytes());
    }

    private OptionalLong bytes(GgufTensor tensor) {
        Optional<GgmlType> type = tensor.type();
        if (type.isEmpty()) {
            findings.add("the tensor " + tensor.name() + " has the type "
                    + Integer.toUnsignedString(tensor.typeCode()) + ", which is none of ggml's",
                    Findings.CONVERT);
            return OptionalLong.empty();
        }
        if (tensor.shape().stream().anyMatch(size -> size < 1)) {
            findings.add("the tensor " + tensor.name() + " has the shape " + tensor.shape()
                    + ", with a size that is not positive", Findings.FETCH);
            return OptionalLong.empty();
        }
        if (type.get() == GgmlType.MXFP4) {
            findings.newerOnly("the tensor type " + type.get());
        }
        long row = tensor.shape().isEmpty() ? 1 : tensor.shape().getFirst();
        if (row % type.get().blockValues() != 0) {
            findings.add("the tensor " + tensor.name() + " has rows of " + row + " values, but "
                    + type.get() + " stores them in blocks of " + type.get().blockValues(),
                    Findings.CONVERT);
            return OptionalLong.empty();
        }
        return product(tensor, type.get());
    }

    private OptionalLong product(GgufTensor tensor, GgmlType type) {
        try {
            long values = 1;
            for (long size : tensor.shape()) {
                values = Math.multiplyExact(values, size);
            }
            return OptionalLong.of(
                    Math.multiplyExact(values / type.blockValues(), (long) type.blockBytes()));
        } catch (ArithmeticException _) {
            findings.add("the tensor " + tensor.name() + " has the shape " + tensor.shape()
                    + ", more than any file can hold", Findings.FETCH);
            return OptionalLong.empty();
        }
    }
}
