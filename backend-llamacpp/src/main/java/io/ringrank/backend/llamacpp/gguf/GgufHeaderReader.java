// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the header of a GGUF file that nobody trusts. One thread at a time.
 *
 * <p>
 * Every length and count is checked against the bytes that are left before anything is reserved for
 * it, so the heap that a header takes is bound by its size, and every turn of a loop takes bytes, so
 * it ends. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
public final class GgufHeaderReader {

    private static final int OLDEST_VERSION = 2;
    private static final int NEWEST_VERSION = 3;
    private static final int KEY_BYTES_MAX = 65_535;
    private static final int ALIGNMENT_BYTES_MIN = 8;
    private static final int ALIGNMENT_BYTES_MAX = 1 << 16;
    /** An empty key, its type and one byte of value. */
    private static final int KEY_AND_VALUE_BYTES_MIN = 13;
    /** An empty name, the number of dimensions, type and offset. */
    private static final int TENSOR_BYTES_MIN = 24;
    private static final int TEXTS_FIRST_BYTES = 1 << 10;
    private static final int BRIEF_CHARACTERS = 80;

    private final HeaderBytes in;
    private final GgufLimits limits;

    private GgufHeaderReader(HeaderBytes in, GgufLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * Reads a header from wherever it comes, in pieces of up to 64 KiB and no more than one of them
     * too far.
     *
     * @param channel at the first byte; waits until it has bytes
     * @param fileBytes size of the whole file
     * @throws IOException if the channel fails, or ends before {@code fileBytes}
     */
    public static GgufReading read(ReadableByteChannel channel, long fileBytes, GgufLimits limits)
            throws IOException {
        HeaderBytes in = new HeaderBytes(channel, fileBytes, limits.headerBytesMax());
        try {
            return new GgufReading.Read(new GgufHeaderReader(in, limits).header());
        } catch (MalformedHeaderException e) {
            return e.reading();
        }
    }

    private GgufHeader header() throws IOException, MalformedHeaderException {
        magic();
        int version = version();
        int tensorCount = count("tensors", limits.tensorsMax(), TENSOR_BYTES_MIN);
        int keyCount = count("metadata keys", limits.keysMax(), KEY_AND_VALUE_BYTES_MIN);
        Map<String, GgufValue> metadata = LinkedHashMap.newLinkedHashMap(keyCount);
        int alignment = GgufWriter.ALIGNMENT_BYTES;
        for (int i = 0; i < keyCount; i++) {
            long offset = in.offset();
            String key = name("a metadata key", KEY_BYTES_MAX);
            long valueOffset = in.offset();
            GgufValue value = value(brief(key));
            if (metadata.put(key, value) != null) {
                throw new MalformedHeaderException(offset, "each metadata key once",
                        brief(key) + " for the second time");
            }
            if (key.equals(GgufHeader.ALIGNMENT_KEY)) {
                alignment = alignment(value, valueOffset);
            }
        }
        List<GgufTensor> tensors = new ArrayList<>(tensorCount);
        for (int i = 0; i < tensorCount; i++) {
            tensors.add(tensor());
        }
        long dataOffset = Math.ceilDiv(in.offset(), alignment) * alignment;
        return new GgufHeader(version, metadata, tensors, alignment, dataOffset);
    }

    private void magic() throws IOException, MalformedHeaderException {
        int magic = in.int32("the letters GGUF");
        if (magic != GgufWriter.MAGIC) {
            throw new MalformedHeaderException(0, "the letters GGUF",
                    String.format(Locale.ROOT, "0x%08x", Integer.reverseBytes(magic)));
        }
    }

    private int version() throws IOException, MalformedHeaderException {
        long offset = in.offset();
        int version = in.int32("the version");
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            boolean bigEndian = Integer.reverseBytes(version) == NEWEST_VERSION;
            throw new MalformedHeaderException(offset, "version 2 or 3",
                    bigEndian
                            ? "version 3 in big-endian order"
                            : "version " + Integer.toUnsignedString(version));
        }
        return version;
    }

    private int count(String what, int most, int bytesEach)
            throws IOException, MalformedHeaderException {
        long offset = in.offset();
        long count = in.int64("the number of " + what);
        if (count < 0 || count > most) {
            throw new MalformedHeaderException(offset, "at most " + most + " " + what,
                    Long.toUnsignedString(count));
        }
        return in.room(count, bytesEach, what);
    }

    /** llama.cpp takes a zero byte for the end of a name, so two names could become one. */
    private String name(String what, int bytesMax) throws IOException, MalformedHeaderException {
        long offset = in.offset();
        long length = in.int64("the length of " + what);
        if (length < 0 || length > bytesMax) {
            throw new MalformedHeaderException(offset, what + " of at most " + bytesMax + " bytes",
                    "one of " + Long.toUnsignedString(length));
        }
        String name = new String(bytes(in.room(length, 1, what), what), UTF_8);
        if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == '\uFFFD')) {
            throw new MalformedHeaderException(offset, what + " of printable UTF-8",
                    name.isEmpty() ? "an empty one" : "something else");
        }
        return name;
    }

    /** A key as messages have it. */
    private static String brief(String key) {
        return key.length() <= BRIEF_CHARACTERS ? key : key.substring(0, BRIEF_CHARACTERS) + "...";
    }

    private byte[] bytes(int count, String what) throws IOException, MalformedHeaderException {
        byte[] bytes = new byte[count];
        in.take(bytes, 0, count, what);
        return bytes;
    }

    private GgufValue value(String key) throws IOException, MalformedHeaderException {
        ValueType type = valueType(key);
        return switch (type) {
            case UINT8 -> new GgufValue.Int(type, Byte.toUnsignedLong((byte) in.int8(key)));
            case INT8 -> new GgufValue.Int(type, in.int8(key));
            case UINT16 -> new GgufValue.Int(type, Short.toUnsignedLong(int16(key)));
            case INT16 -> new GgufValue.Int(type, int16(key));
            case UINT32 -> new GgufValue.Int(type, Integer.toUnsignedLong(in.int32(key)));
            case INT32 -> new GgufValue.Int(type, in.int32(key));
            case UINT64, INT64 -> new GgufValue.Int(type, in.int64(key));
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(in.int32(key)));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(in.int64(key)));
            case BOOL -> truth(key);
            case STRING -> {
                int length = in.room(in.int64(key), 1, key);
                yield new GgufValue.Text(new String(bytes(length, key), UTF_8));
            }
            case ARRAY -> array(key);
        };
    }

    private ValueType valueType(String key) throws IOException, MalformedHeaderException {
        long offset = in.offset();
        int code = in.int32("the type of " + key);
        return ValueType.of(code)
                .orElseThrow(() -> new MalformedHeaderException(offset,
                        "a type from 0 to 12 for " + key, Integer.toUnsignedString(code)));
    }

    private short int16(String key) throws IOException, MalformedHeaderException {
        int low = Byte.toUnsignedInt((byte) in.int8(key));
        return (short) (low | (in.int8(key) << Byte.SIZE));
    }

    private GgufValue truth(String key) throws IOException, MalformedHeaderException {
        long offset = in.offset();
        int value = in.int8(key);
        if (value != 0 && value != 1) {
            throw new MalformedHeaderException(offset, "0 or 1 for " + key,
                    String.valueOf(value));
        }
        return new GgufValue.Truth(value == 1);
    }

    private GgufValue array(String key) throws IOException, MalformedHeaderException {
        long offset = in.offset();
        ValueType type = valueType(key);
        if (type == ValueType.ARRAY) {
            // The format allows them, but nothing writes them and llama.cpp reads none.
            throw new MalformedHeaderException(offset, "texts or numbers in the array " + key,
                    "more arrays");
        }
        long size = in.int64("the size of " + key);
        if (type == ValueType.STRING) {
            return texts(in.room(size, Long.BYTES, key), key);
        }
        int count = in.room(size, type.bytes(), key);
        return new GgufNumbers(type, bytes(count * type.bytes(), key));
    }

    private GgufTexts texts(int size, String key) throws IOException, MalformedHeaderException {
        int[] ends = new int[size];
        byte[] bytes = new byte[TEXTS_FIRST_BYTES];
        int used = 0;
        for (int i = 0; i < size; i++) {
            int length = in.room(in.int64(key), 1, key);
            if (length > bytes.length - used) {
                bytes = Arrays.copyOf(bytes,
                        Math.max(Math.addExact(used, length), 2 * bytes.length));
            }
            in.take(bytes, used, length, key);
            used += length;
            ends[i] = used;
        }
        return new GgufTexts(bytes, ends);
    }

    private int alignment(GgufValue value, long offset) throws MalformedHeaderException {
        if (value instanceof GgufValue.Int(ValueType type, long bytes) && type == ValueType.UINT32
                && bytes >= ALIGNMENT_BYTES_MIN && bytes <= ALIGNMENT_BYTES_MAX
                && Long.bitCount(bytes) == 1) {
            return (int) bytes;
        }
        throw new MalformedHeaderException(offset,
                "a power of two from " + ALIGNMENT_BYTES_MIN + " to " + ALIGNMENT_BYTES_MAX
                        + " as uint32 for " + GgufHeader.ALIGNMENT_KEY,
                value instanceof GgufValue.Int(ValueType type, long bytes)
                        ? bytes + " as " + type.label()
                        : value.typeLabel());
    }

    private GgufTensor tensor() throws IOException, MalformedHeaderException {
        String name = name("a tensor's name", GgufWriter.MOST_NAME_BYTES);
        long offset = in.offset();
        int dimensions = in.int32("the dimensions of " + name);
        if (dimensions < 0 || dimensions > GgufWriter.MOST_DIMENSIONS) {
            throw new MalformedHeaderException(offset,
                    "at most " + GgufWriter.MOST_DIMENSIONS + " dimensions for " + name,
                    Integer.toUnsignedString(dimensions));
        }
        List<Long> shape = new ArrayList<>(dimensions);
        for (int i = 0; i < dimensions; i++) {
            shape.add(in.int64("the shape of " + name));
        }
        int type = in.int32("the type of " + name);
        return new GgufTensor(name, type, shape, in.int64("the offset of " + name));
    }
}
