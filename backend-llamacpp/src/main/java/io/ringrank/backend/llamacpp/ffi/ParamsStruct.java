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
     * @param value what to use in place of the default, or the default itself
     */
    record Field(String name, int offset, int width, long expected, long value) {

        static Field int32(String name, int offset, int expected) {
            return new Field(name, offset, Integer.BYTES, expected, expected);
        }

        static Field bool(String name, int offset, boolean expected) {
            long value = expected ? 1 : 0;
            return new Field(name, offset, Byte.BYTES, value, value);
        }

        static Field nullPointer(String name, int offset) {
            return new Field(name, offset, Long.BYTES, 0, 0);
        }

        /** The same field with another value than its default, in every struct of this kind. */
        Field setTo(long other) {
            return new Field(name, offset, width, expected, other);
        }

        long read(MemorySegment struct) {
            return switch (width) {
                case Byte.BYTES -> struct.get(ValueLayout.JAVA_BYTE, offset);
                case Integer.BYTES -> struct.get(ValueLayout.JAVA_INT, offset);
                default -> struct.get(ValueLayout.JAVA_LONG, offset);
            };
        }

        void write(MemorySegment struct, long newValue) {
            switch (width) {
                case Byte.BYTES -> struct.set(ValueLayout.JAVA_BYTE, offset, (byte) newValue);
                case Integer.BYTES -> struct.set(ValueLayout.JAVA_INT, offset, (int) newValue);
                default -> struct.set(ValueLayout.JAVA_LONG, offset, newValue);
            }
        }
    }

    /** Returns an allocator that gives one opaque block, filled with the pattern. */
    static SegmentAllocator patterned(Arena arena) {
        return (size, alignment) -> arena.allocate(size, alignment).fill(UNTOUCHED);
    }

    /**
     * Checks a struct that a default-params function returned into a {@link #patterned} block, and sets
     * the fields whose default is not what is wanted.
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
        fields.forEach(field -> field.write(struct, field.value));
        return struct;
    }

    void setInt(MemorySegment struct, String fieldName, int value) {
        field(fieldName, Integer.BYTES).write(struct, value);
    }

    /** Sets a field that not all builds have. */
    void setIntIfThere(MemorySegment struct, String fieldName, int value) {
        if (fields.stream().anyMatch(field -> field.name.equals(fieldName))) {
            setInt(struct, fieldName, value);
        }
    }

    void setBool(MemorySegment struct, String fieldName, boolean value) {
        field(fieldName, Byte.BYTES).write(struct, value ? 1 : 0);
    }

    void setPointer(MemorySegment struct, String fieldName, MemorySegment value) {
        field(fieldName, Long.BYTES).write(struct, value.address());
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
