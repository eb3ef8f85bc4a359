// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import io.ringrank.backend.llamacpp.model.ModelSummary.TypeTotal;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds up the tensors of a sound file by type. Any thread. */
final class TensorTypes {

    /** llama.cpp takes rows of these, and multiplies with the other matrices. */
    private static final Set<String> TABLES =
            Set.of("token_embd.weight", "token_types.weight", "position_embd.weight");

    private TensorTypes() {}

    /** Returns the totals, most bytes first. */
    static List<TypeTotal> of(GgufHeader header) {
        Map<GgmlType, TypeTotal> totals = new EnumMap<>(GgmlType.class);
        for (GgufTensor tensor : header.tensors()) {
            GgmlType type = tensor.type().orElseThrow();
            long bytes = type.bytes(tensor.values());
            boolean matrix = tensor.shape().size() == 2 && !TABLES.contains(tensor.name());
            totals.merge(type,
                    new TypeTotal(type, 1, tensor.values(), bytes, matrix ? bytes : 0),
                    TensorTypes::sum);
        }
        return totals.values()
                .stream()
                .sorted(Comparator.comparingLong(TypeTotal::bytes).reversed())
                .toList();
    }

    private static TypeTotal sum(TypeTotal a, TypeTotal b) {
        return new TypeTotal(a.type(), a.tensors() + b.tensors(), a.values() + b.values(),
                a.bytes() + b.bytes(), a.matrixBytes() + b.matrixBytes());
    }
}
