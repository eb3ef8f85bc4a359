// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.NoSuchElementException;

/**
 * What a library says it was built from. Any thread.
 */
final class BuildName {

    private BuildName() {}

    /**
     * Returns {@code bNUMBER} of builds that carry a number, else {@code VERSION+COMMIT}.
     *
     * @throws NoSuchElementException when the library says neither
     */
    static String of(Symbols symbols) {
        if (!symbols.exports("llama_version")) {
            return "b" + symbols.intVariable("LLAMA_BUILD_NUMBER");
        }
        // ggml is built from the same commit; libllama names only the version.
        return string(symbols, "llama_version") + "+" + string(symbols, "ggml_commit");
    }

    private static String string(Symbols symbols, String function) {
        try {
            return CStrings.read((MemorySegment) symbols
                    .link(function, FunctionDescriptor.of(ADDRESS))
                    .invokeExact());
        } catch (NoSuchElementException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeErrors.of(function, t);
        }
    }
}
