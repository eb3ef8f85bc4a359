// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import io.ringrank.backend.llamacpp.gguf.GgufHeader;
import io.ringrank.backend.llamacpp.gguf.GgufReading;
import io.ringrank.backend.llamacpp.gguf.GgufTensor;
import io.ringrank.backend.llamacpp.gguf.GgufValue;
import io.ringrank.backend.llamacpp.gguf.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The header of a sound file, to be made ill and examined. */
record Patient(GgufHeader header, long fileBytes) {

    static Patient of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return new Patient(Headers.read(bytes), bytes.length);
    }

    Patient with(String key, GgufValue value) {
        return new Patient(Headers.with(header, key, value), fileBytes);
    }

    Patient without(String key) {
        return new Patient(Headers.without(header, key), fileBytes);
    }

    /** Without some tensors; those behind them move up. */
    Patient withoutTensors(Predicate<String> names) {
        return tiled(header.tensors().stream().filter(t -> !names.test(t.name())).toList());
    }

    /** With other sizes of one tensor; those behind it move. */
    Patient reshaped(String name, Long... shape) {
        return changed(name, t -> new GgufTensor(name, t.typeCode(), List.of(shape), 0));
    }

    /** With one tensor under another name. */
    Patient renamed(String name, String by) {
        return changed(name, t -> new GgufTensor(by, t.typeCode(), t.shape(), 0));
    }

    /** With one more tensor of F32 behind the others. */
    Patient withTensor(String name, Long... shape) {
        List<GgufTensor> tensors = new ArrayList<>(header.tensors());
        tensors.add(new GgufTensor(name, GgmlType.F32.code(), List.of(shape), 0));
        return tiled(tensors);
    }

    Diagnosis examine(DoctorOptions options) {
        return GgufDoctor.examine(new GgufReading.Read(header), fileBytes, options);
    }

    Diagnosis examine() {
        return examine(DoctorOptions.STRICT);
    }

    List<String> reasons() {
        Diagnosis diagnosis = examine();
        assertThat(diagnosis).isInstanceOf(Diagnosis.Refused.class);
        return ((Diagnosis.Refused) diagnosis).reasons();
    }

    String reason() {
        assertThat(reasons()).hasSize(1);
        return reasons().getFirst();
    }

    List<String> overrides(DoctorOptions options) {
        Diagnosis diagnosis = examine(options);
        assertThat(diagnosis).isInstanceOf(Diagnosis.Overridden.class);
        return ((Diagnosis.Overridden) diagnosis).overrides();
    }

    private Patient changed(String name, UnaryOperator<GgufTensor> change) {
        assertThat(header.tensors()).anyMatch(t -> t.name().equals(name));
        return tiled(header.tensors()
                .stream()
                .map(t -> t.name().equals(name) ? change.apply(t) : t)
                .toList());
    }

    private Patient tiled(List<GgufTensor> tensors) {
        List<GgufTensor> placed = new ArrayList<>();
        long offset = 0;
        for (GgufTensor tensor : tensors) {
            placed.add(new GgufTensor(tensor.name(), tensor.typeCode(), tensor.shape(), offset));
            long bytes = tensor.type().orElseThrow().bytes(tensor.values());
            offset += Math.ceilDiv(bytes, header.alignmentBytes()) * header.alignmentBytes();
        }
        return new Patient(Headers.with(header, _ -> placed), header.dataOffset() + offset);
    }
}
