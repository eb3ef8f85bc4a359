// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Objects;

/**
 * An array of texts, kept as the bytes of the file and four bytes for each: a vocabulary of 250,000
 * tokens takes 4 MB. Any thread.
 */
public final class GgufTexts implements GgufValue {

    private final byte[] bytes;
    private final int[] ends;

    /** @param ends where each text ends in {@code bytes}; the next begins there */
    GgufTexts(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** Returns the number of texts. */
    public int size() {
        return ends.length;
    }

    /** Returns a text; bytes that are no UTF-8 show as replacement characters. */
    public String get(int index) {
        return decode(index, UTF_8);
    }

    /** Returns the bytes of a text, each as the character of the same number. */
    public String bytesOf(int index) {
        return decode(index, ISO_8859_1);
    }

    /** Returns the bytes of all texts together. */
    public int totalBytes() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    @Override
    public String typeLabel() {
        return "array of " + ValueType.STRING.label();
    }

    private String decode(int index, Charset charset) {
        int start = Objects.checkIndex(index, ends.length) == 0 ? 0 : ends[index - 1];
        return new String(bytes, start, ends[index] - start, charset);
    }
}
