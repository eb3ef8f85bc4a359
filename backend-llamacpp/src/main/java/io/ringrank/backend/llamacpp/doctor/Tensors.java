// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The tensors of a file by name, asked for in the shapes that llama.cpp assumes. A tensor that
 * nothing asks for is a fault, too: llama.cpp counts them. One thread at a time.
 */
final class Tensors {

    private final Findings findings;
    private final Map<String, GgufTensor> tensors;
    /** Those that nothing has asked for yet. */
    private final Set<String> unused = new LinkedHashSet<>();

    Tensors(GgufHeader header, Findings findings) {
        this.findings = findings;
        this.tensors = LinkedHashMap.newLinkedHashMap(header.tensors().size());
        header.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        unused.addAll(tensors.keySet());
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** The size of a tensor's second dimension, or nothing if there is no such tensor. */
    Optional<Long> rows(String name) {
        return Optional.ofNullable(tensors.get(name))
                .map(tensor -> tensor.shape().size() < 2 ? 1L : tensor.shape().get(1));
    }

    /** A matrix with a bias. */
    void linear(String name, long in, long out) {
        weights(name + ".weight", in, out);
        added(name + ".bias", out);
    }

    /** A layer norm. */
    void norm(String name, long n) {
        added(name + ".weight", n);
        added(name + ".bias", n);
    }

    /** What llama.cpp multiplies with activations or takes rows of. */
    void weights(String name, long... shape) {
        shaped(name, shape).filter(tensor -> tensor.type()
                .filter(GgmlType::canBeWeights)
                .isEmpty())
                .ifPresent(tensor -> findings.add("the tensor " + name + " has the type "
                        + typeOf(tensor) + ", which llama.cpp can't multiply", Findings.CONVERT));
    }

    /** Tensors that are added or multiplied element by element: ggml aborts unless they are F32. */
    void added(String name, long... shape) {
        shaped(name, shape).filter(tensor -> tensor.type().filter(GgmlType.F32::equals).isEmpty())
                .ifPresent(tensor -> findings.add("the tensor " + name + " has the type "
                        + typeOf(tensor) + " and not F32", Findings.CONVERT));
    }

    /** Names those that nothing asked for. */
    void reportUnused(long layers) {
        unused.forEach(name -> findings.add("the tensor " + name
                + " is none that this architecture uses in " + layers + " layers",
                Findings.CONVERT));
    }

    private static String typeOf(GgufTensor tensor) {
        return tensor.type().map(GgmlType::name).orElse("?");
    }

    /** Returns a tensor of that shape, or nothing after a finding. */
    private Optional<GgufTensor> shaped(String name, long... shape) {
        GgufTensor tensor = tensors.get(name);
        unused.remove(name);
        if (tensor == null) {
            findings.add("the tensor " + name + " is missing", Findings.CONVERT);
            return Optional.empty();
        }
        if (!withoutTrailingOnes(tensor.shape())
                .equals(withoutTrailingOnes(LongStream.of(shape).boxed().toList()))) {
            findings.add("the tensor " + name + " has the shape " + tensor.shape() + " and not "
                    + Arrays.toString(shape) + ", which the metadata call for",
                    Findings.CONVERT);
            return Optional.empty();
        }
        return Optional.of(tensor);
    }

    /** To ggml a row is a matrix of one row. */
    private static List<Long> withoutTrailingOnes(List<Long> shape) {
        List<Long> sizes = new ArrayList<>(shape);
        while (!sizes.isEmpty() && sizes.getLast() == 1) {
            sizes.removeLast();
        }
        return sizes;
    }
}
