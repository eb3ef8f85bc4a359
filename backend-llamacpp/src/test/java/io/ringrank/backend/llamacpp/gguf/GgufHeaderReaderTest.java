// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufHeaderReaderTest {

    private static final int GGUF = 0x46554747;
    private static final int UINT8 = 0;
    private static final int UINT32 = 4;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    @TempDir
    Path directory;

    /** A header with so many tensors and keys, up to its first key. */
    private static LittleEndianBuffer start(long tensors, long keys) {
        return new LittleEndianBuffer().int32(GGUF).int32(3).int64(tensors).int64(keys);
    }

    private static GgufReading.Malformed malformed(LittleEndianBuffer file) {
        GgufReading reading = Headers.reading(file.toBytes());
        assertThat(reading).isInstanceOf(GgufReading.Malformed.class);
        return (GgufReading.Malformed) reading;
    }

    private static GgufValue value(LittleEndianBuffer file) throws IOException {
        return Headers.read(file.toBytes()).metadata().values().iterator().next();
    }

    @Test
    void reads_numbers_of_every_type() throws IOException {
        assertThat(value(start(0, 1).text("k").int32(UINT8).int8(200)))
                .isEqualTo(new GgufValue.Int(ValueType.UINT8, 200));
        assertThat(value(start(0, 1).text("k").int32(1).int8(200)))
                .isEqualTo(new GgufValue.Int(ValueType.INT8, -56));
        assertThat(value(start(0, 1).text("k").int32(2).int8(0xFF).int8(0xFE)))
                .isEqualTo(new GgufValue.Int(ValueType.UINT16, 0xFEFF));
        assertThat(value(start(0, 1).text("k").int32(3).int8(0xFF).int8(0xFE)))
                .isEqualTo(new GgufValue.Int(ValueType.INT16, -257));
        assertThat(value(start(0, 1).text("k").int32(UINT32).int32(-1)))
                .isEqualTo(new GgufValue.Int(ValueType.UINT32, 0xFFFF_FFFFL));
        assertThat(value(start(0, 1).text("k").int32(5).int32(-1)))
                .isEqualTo(new GgufValue.Int(ValueType.INT32, -1));
        assertThat(value(start(0, 1).text("k").int32(11).int64(-2)))
                .isEqualTo(new GgufValue.Int(ValueType.INT64, -2));
        assertThat(value(start(0, 1).text("k").int32(12).int64(Double.doubleToLongBits(0.1))))
                .isEqualTo(new GgufValue.Real(ValueType.FLOAT64, 0.1));
    }

    @Test
    void reads_arrays_of_every_number() throws IOException {
        LittleEndianBuffer shorts =
                start(0, 1).text("k").int32(ARRAY).int32(3).int64(2).int32(0x8000_0001);
        GgufNumbers numbers = (GgufNumbers) value(shorts);

        assertThat(numbers.typeLabel()).isEqualTo("array of int16");
        assertThat(numbers.size()).isEqualTo(2);
        assertThat(numbers.integer(0)).isEqualTo(1);
        assertThat(numbers.integer(1)).isEqualTo(Short.MIN_VALUE);
        GgufNumbers bytes = (GgufNumbers) value(
                start(0, 1).text("k").int32(ARRAY).int32(UINT8).int64(1).int8(255));
        assertThat(bytes.integer(0)).isEqualTo(255);
        assertThat(bytes.real(0)).isEqualTo(255.0);
    }

    @Test
    void reads_version_2_and_an_alignment_of_the_files_own() throws IOException {
        LittleEndianBuffer file = new LittleEndianBuffer().int32(GGUF).int32(2).int64(1).int64(1);
        file.text("general.alignment").int32(UINT32).int32(64);
        file.text("t").int32(2).int64(5).int64(7).int32(30).int64(640);

        GgufHeader header = Headers.read(file.toBytes());

        assertThat(header.version()).isEqualTo(2);
        assertThat(header.alignmentBytes()).isEqualTo(64);
        assertThat(header.dataOffset()).isEqualTo(128);
        assertThat(header.tensors())
                .containsExactly(new GgufTensor("t", 30, List.of(5L, 7L), 640));
        assertThat(header.tensors().getFirst().type()).contains(GgmlType.BF16);
    }

    @Test
    void reads_from_a_channel_that_gives_a_byte_at_a_time() throws IOException {
        Path path = directory.resolve("file.gguf");
        new GgufWriter().putStrings("texts", List.of("a".repeat(70_000), "", "b"))
                .putInts("ints", new int[20_000])
                .tensor("t", TensorType.F32, (row, into) -> Arrays.fill(into, 1), 4, 2)
                .writeTo(path);
        byte[] bytes = Files.readAllBytes(path);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        ReadableByteChannel slow = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) {
                int next = in.read();
                if (next < 0) {
                    return -1;
                }
                into.put((byte) next);
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                throw new AssertionError("not ours to close");
            }
        };

        GgufReading reading = GgufHeaderReader.read(slow, bytes.length, GgufLimits.DEFAULT);

        GgufHeader header = ((GgufReading.Read) reading).header();
        GgufTexts texts = (GgufTexts) Objects.requireNonNull(header.metadata().get("texts"));
        assertThat(texts.size()).isEqualTo(3);
        assertThat(texts.get(0)).hasSize(70_000);
        assertThat(texts.get(1)).isEmpty();
        assertThat(texts.get(2)).isEqualTo("b");
        assertThat(header.tensors()).hasSize(1);
        assertThat(header.dataOffset()).isEqualTo(bytes.length - 32);
    }

    @Test
    void says_what_is_no_gguf_file_at_all() {
        assertThat(malformed(new LittleEndianBuffer()).message())
                .isEqualTo("at byte 0: expected the letters GGUF within the file, found 4 bytes of"
                        + " it, but the file ends after 0 more bytes");
        assertThat(malformed(new LittleEndianBuffer().int32(0x04034b50)).message())
                .isEqualTo("at byte 0: expected the letters GGUF, found 0x504b0304");
        assertThat(malformed(new LittleEndianBuffer().int32(GGUF).int32(1)).message())
                .isEqualTo("at byte 4: expected version 2 or 3, found version 1");
        assertThat(malformed(new LittleEndianBuffer().int32(GGUF).int32(3 << 24)).found())
                .isEqualTo("version 3 in big-endian order");
    }

    @Test
    void refuses_counts_and_lengths_that_the_file_has_no_room_for() {
        assertThat(malformed(start(-1, 0)).message()).isEqualTo(
                "at byte 8: expected at most 32768 tensors, found 18446744073709551615");
        assertThat(malformed(start(0, 1L << 40)).expected())
                .isEqualTo("at most 4096 metadata keys");
        assertThat(malformed(start(1000, 0)).expected()).isEqualTo("tensors within the file");
        assertThat(malformed(start(0, 1).int64(Long.MAX_VALUE).int64(0)).expected())
                .isEqualTo("a metadata key of at most 65535 bytes");
        assertThat(malformed(start(0, 1).text("key").int32(STRING).int64(-1)).message())
                .isEqualTo("at byte 47: expected key within the file, found 18446744073709551615"
                        + " bytes of it, but the file ends after 0 more bytes");
        assertThat(malformed(start(0, 1).text("key").int32(ARRAY).int32(10).int64(1L << 61))
                .found()).contains("2305843009213693952 times at least 8 bytes");
        assertThat(malformed(start(0, 1).text("key").int32(ARRAY).int32(STRING).int64(1 << 30))
                .found()).contains("1073741824 times at least 8 bytes");
        assertThat(malformed(
                start(0, 1).text("key").int32(ARRAY).int32(STRING).int64(1).int64(1L << 33))
                .found()).contains("8589934592 bytes");
    }

    @Test
    void refuses_what_has_no_type_or_a_nested_one() {
        assertThat(malformed(start(0, 1).text("key").int32(13).int64(0)).message())
                .isEqualTo("at byte 35: expected a type from 0 to 12 for key, found 13");
        assertThat(malformed(start(0, 1).text("key").int32(ARRAY).int32(ARRAY).int64(1)).message())
                .isEqualTo(
                        "at byte 39: expected texts or numbers in the array key, found more arrays");
        assertThat(malformed(start(0, 1).text("key").int32(7).int8(2)).message())
                .isEqualTo("at byte 39: expected 0 or 1 for key, found 2");
    }

    @Test
    void refuses_names_that_llama_cpp_would_take_for_others() {
        assertThat(malformed(start(0, 1).text("").int32(4).int32(1)).found())
                .isEqualTo("an empty one");
        assertThat(malformed(start(0, 1).text("a\0b").int32(4).int32(1)).expected())
                .isEqualTo("a metadata key of printable UTF-8");
        assertThat(malformed(start(0, 2).text("a").int32(4).int32(1).text("a").int32(4).int32(1))
                .message()).isEqualTo(
                        "at byte 41: expected each metadata key once, found a for the second time");
        assertThat(malformed(start(1, 0).text("n".repeat(64)).int64(0).int64(0)).expected())
                .isEqualTo("a tensor's name of at most 63 bytes");
    }

    @Test
    void refuses_shapes_and_alignments_that_can_not_be() {
        assertThat(malformed(start(1, 0).text("t").int32(5).int64(0).int64(0)).message())
                .isEqualTo("at byte 33: expected at most 4 dimensions for t, found 5");
        for (int alignment : new int[]{0, 4, 48, 1 << 17, -8}) {
            assertThat(malformed(start(0, 1).text("general.alignment").int32(4).int32(alignment))
                    .expected()).startsWith("a power of two from 8 to 65536");
        }
        assertThat(malformed(start(0, 1).text("general.alignment").int32(10).int64(32)).found())
                .isEqualTo("32 as uint64");
    }

    @Test
    void reads_no_further_than_its_limit() {
        byte[] file = start(0, 1).text("key").int32(STRING).text("v".repeat(1000)).toBytes();

        GgufReading reading = Headers.reading(file, new GgufLimits(100, 10, 10));

        assertThat(((GgufReading.Malformed) reading).message())
                .isEqualTo("at byte 47: expected key within a header of 100 bytes, found 1000 bytes"
                        + " of it, but there is room for 53 only");
    }

    @Test
    void a_file_that_is_cut_while_it_is_read_is_a_failure_of_reading() {
        byte[] file = start(0, 1).text("key").int32(STRING).text("v".repeat(1000)).toBytes();
        ReadableByteChannel cut =
                Channels.newChannel(new ByteArrayInputStream(file, 0, file.length / 2));

        assertThatIOException()
                .isThrownBy(() -> GgufHeaderReader.read(cut, file.length, GgufLimits.DEFAULT))
                .withMessageContaining("cut while it was read");
    }
}
