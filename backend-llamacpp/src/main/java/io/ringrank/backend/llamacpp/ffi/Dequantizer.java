// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringrank.backend.llamacpp.gguf.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Makes floats of a tensor's rows as llama.cpp does when it looks one up. Any thread.
 */
public final class Dequantizer {
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
     * Fills an array from a tensor's bytes, as they lie in the file.
     *
     * @param rows exactly the blocks of the array's numbers, between position and limit, which stay
     * @throws IllegalArgumentException when bytes and numbers don't match or a block is not whole
     */
    public void dequantize(ByteBuffer rows, float[] target) {
        long blocks = target.length / type.blockValues();
        if (target.length % type.blockValues() != 0
                || rows.remaining() != blocks * type.blockBytes()) {
            throw new IllegalArgumentException(target.length + " numbers of the type " + type
                    + " don't lie in " + rows.remaining() + " bytes");
        }
        MemorySegment source = MemorySegment.ofBuffer(rows);
        if (toFloat.isEmpty()) {
            MemorySegment.copy(source, JAVA_FLOAT_UNALIGNED, 0, target, 0, target.length);
            return;
        }
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocate(source.byteSize(), Long.BYTES).copyFrom(source);
            MemorySegment out = call.allocate(JAVA_FLOAT, target.length);
            toFloat.get().invokeExact(in, out, (long) target.length);
            MemorySegment.copy(out, JAVA_FLOAT, 0, target, 0, target.length);
        } catch (Throwable t) {
            throw NativeErrors.of("to_float", t);
        }
    }
}
