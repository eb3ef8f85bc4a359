// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Makes floats of a tensor's rows as llama.cpp does when it looks one up. Any thread.
 */
final class Dequantizer {
    /** {@code struct ggml_type_traits}: the same in all known builds. */
    private static final MemoryLayout TRAITS = MemoryLayout.structLayout(
            ADDRESS.withName("type_name"), JAVA_LONG.withName("blck_size"),
            JAVA_LONG.withName("blck_size_interleave"), JAVA_LONG.withName("type_size"),
            ValueLayout.JAVA_BOOLEAN.withName("is_quantized"), MemoryLayout.paddingLayout(7),
            ADDRESS.withName("to_float"), ADDRESS.withName("from_float_ref"));
    /** {@code void (const void * x, float * y, int64_t k)}. */
    private static final FunctionDescriptor TO_FLOAT =
            FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG);

    private final GgmlType type;
    /** Empty for floats, which are copied. */
    private final Optional<MethodHandle> toFloat;

    private Dequantizer(GgmlType type, Optional<MethodHandle> toFloat) {
        this.type = type;
        this.toFloat = toFloat;
    }

    /**
     * Returns the library's own way for a type.
     *
     * @throws NativeLibraryException when the library stores the type in another way than this code
     *     knows, or can't make floats of it
     */
    @SuppressWarnings("restricted")
    static Dequantizer of(GgmlType type, GgmlFunctions ggml) throws NativeLibraryException {
        MemorySegment traits =
                ggml.ggml_get_type_traits(type.code()).reinterpret(TRAITS.byteSize());
        long blockValues = traits.get(JAVA_LONG, offset("blck_size"));
        long blockBytes = traits.get(JAVA_LONG, offset("type_size"));
        if (blockValues != type.blockValues() || blockBytes != type.blockBytes()) {
            throw new NativeLibraryException("the type " + type + " is not the one known: expected "
                    + type.blockValues() + " values in " + type.blockBytes() + " bytes, found "
                    + blockValues + " in " + blockBytes);
        }
        if (type == GgmlType.F32) {
            return new Dequantizer(type, Optional.empty());
        }
        MemorySegment function = traits.get(ADDRESS, offset("to_float"));
        if (function.address() == 0) {
            throw new NativeLibraryException("the library makes no floats of the type " + type);
        }
        return new Dequantizer(type,
                Optional.of(Linker.nativeLinker().downcallHandle(function, TO_FLOAT)));
    }

    private static long offset(String field) {
        return TRAITS.byteOffset(PathElement.groupElement(field));
    }

    /**
     * Returns the bytes of a row.
     *
     * @throws IllegalArgumentException when so many numbers are no whole blocks
     */
    long bytes(int numbers) {
        if (numbers % type.blockValues() != 0) {
            throw new IllegalArgumentException(
                    numbers + " numbers are no whole blocks of the type " + type);
        }
        return (long) numbers / type.blockValues() * type.blockBytes();
    }

    /**
     * Makes floats of bytes as they lie in the file.
     *
     * @param row whole blocks, in native memory
     * @param target room for all of their numbers, in native memory
     */
    void dequantize(MemorySegment row, MemorySegment target) {
        long numbers = target.byteSize() / Float.BYTES;
        if (row.byteSize() != bytes(Math.toIntExact(numbers))) {
            throw new IllegalArgumentException(numbers + " numbers of the type " + type
                    + " don't lie in " + row.byteSize() + " bytes");
        }
        if (toFloat.isEmpty()) {
            target.copyFrom(row);
            return;
        }
        try {
            toFloat.get().invokeExact(row, target, numbers);
        } catch (Throwable t) {
            throw NativeErrors.of("to_float", t);
        }
    }
}
