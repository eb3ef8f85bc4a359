// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What one build of llama.cpp has in a params struct: its size, and the fields whose defaults
 * identify it or that are set. Any thread.
 *
 * @param name C name of the struct
 * @param sizeBytes bytes up to the last one a build writes, rounded up to 8
 * @param fields at least every field that is set
 */
record ParamsStruct(String name, int sizeBytes, List<Field> fields) {
    /*
     * The struct passes and returns as an opaque block that is larger than any build's. The callee
     * returns through memory that the caller gives, so the block is filled with a pattern first: the
     * last byte that changed tells the size, and the defaults tell whether the fields are where this
     * table says. A build with another layout is refused before anything is set.
     */
    static final int OPAQUE_BYTES = 512;
    static final MemoryLayout OPAQUE =
            MemoryLayout.sequenceLayout(OPAQUE_BYTES / Long.BYTES, ValueLayout.JAVA_LONG);
    static final MemoryLayout OPAQUE_STRUCT = MemoryLayout.structLayout(OPAQUE);
    private static final byte UNTOUCHED = (byte) 0xA5;

    ParamsStruct {
        fields = List.copyOf(fields);
    }

    /**
     * A field with the value it has in a fresh struct.
     *
     * @param offset from the struct's start, in bytes
     * @param width 1, 4 or 8 bytes
     * @param expected default value, sign-extended
     */
    record Field(String name, int offset, int width, long expected) {

        static Field int32(String name, int offset, int expected) {
            return new Field(name, offset, Integer.BYTES, expected);
        }

        static Field bool(String name, int offset, boolean expected) {
            return new Field(name, offset, Byte.BYTES, expected ? 1 : 0);
        }

        static Field nullPointer(String name, int offset) {
            return new Field(name, offset, Long.BYTES, 0);
        }

        long read(MemorySegment struct) {
            return switch (width) {
                case Byte.BYTES -> struct.get(ValueLayout.JAVA_BYTE, offset);
                case Integer.BYTES -> struct.get(ValueLayout.JAVA_INT, offset);
                default -> struct.get(ValueLayout.JAVA_LONG, offset);
            };
        }
    }

    /** Returns an allocator that gives one opaque block, filled with the pattern. */
    static SegmentAllocator patterned(Arena arena) {
        return (size, alignment) -> arena.allocate(size, alignment).fill(UNTOUCHED);
    }

    /**
     * Checks a struct that a default-params function returned into a {@link #patterned} block.
     *
     * @throws NativeLibraryException naming every difference
     */
    MemorySegment requireDefaults(MemorySegment struct) throws NativeLibraryException {
        StringBuilder differences = new StringBuilder();
        int found = touchedBytes(struct);
        if (found != sizeBytes) {
            differences.append("; size: expected ")
                    .append(sizeBytes)
                    .append(" bytes, found ")
                    .append(found);
        }
        for (Field field : fields) {
            long value = field.read(struct);
            if (value != field.expected) {
                differences.append("; ")
                        .append(field.name)
                        .append(" at byte ")
                        .append(field.offset)
                        .append(": expected ")
                        .append(field.expected)
                        .append(", found ")
                        .append(value);
            }
        }
        if (!differences.isEmpty()) {
            throw new NativeLibraryException(name + " is not the one known" + differences);
        }
        return struct;
    }

    void setInt(MemorySegment struct, String fieldName, int value) {
        struct.set(ValueLayout.JAVA_INT, field(fieldName, Integer.BYTES).offset, value);
    }

    void setBool(MemorySegment struct, String fieldName, boolean value) {
        struct.set(ValueLayout.JAVA_BYTE, field(fieldName, Byte.BYTES).offset,
                (byte) (value ? 1 : 0));
    }

    void setPointer(MemorySegment struct, String fieldName, MemorySegment value) {
        struct.set(ValueLayout.ADDRESS, field(fieldName, Long.BYTES).offset, value);
    }

    private Field field(String fieldName, int width) {
        for (Field field : fields) {
            if (field.name.equals(fieldName) && field.width == width) {
                return field;
            }
        }
        throw new IllegalArgumentException(
                name + " has no field " + fieldName + " of " + width + " bytes");
    }

    /** Returns the bytes up to the last that the callee wrote, rounded up: padding may stay untouched. */
    private static int touchedBytes(MemorySegment struct) {
        int end = OPAQUE_BYTES;
        while (end > 0 && struct.get(ValueLayout.JAVA_BYTE, end - 1) == UNTOUCHED) {
            end--;
        }
        return Math.ceilDiv(end, Long.BYTES) * Long.BYTES;
    }
}
