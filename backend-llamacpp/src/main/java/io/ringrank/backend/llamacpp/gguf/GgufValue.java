// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.gguf;

/**
 * What a metadata key holds, with the type that the file gives it. Any thread.
 */
public sealed interface GgufValue permits GgufValue.Int, GgufValue.Real, GgufValue.Truth,
        GgufValue.Text, GgufTexts, GgufNumbers {

    /** @param value exact, except that a uint64 above 2^63 - 1 shows as negative */
    record Int(ValueType type, long value) implements GgufValue {

        @Override
        public String typeLabel() {
            return type.label();
        }
    }

    /** A float32 or float64. */
    record Real(ValueType type, double value) implements GgufValue {

        @Override
        public String typeLabel() {
            return type.label();
        }
    }

    /** A bool. */
    record Truth(boolean value) implements GgufValue {

        @Override
        public String typeLabel() {
            return ValueType.BOOL.label();
        }
    }

    /** A text; bytes that are no UTF-8 show as replacement characters. */
    record Text(String value) implements GgufValue {

        @Override
        public String typeLabel() {
            return ValueType.STRING.label();
        }
    }

    /** Returns the name of the type, for messages. */
    String typeLabel();
}
