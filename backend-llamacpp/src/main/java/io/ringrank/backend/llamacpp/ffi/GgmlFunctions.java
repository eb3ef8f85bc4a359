// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Functions of ggml.h and ggml-backend.h: types, and the backends that compute. Any thread, except
 * that backends are loaded before all else.
 */
final class GgmlFunctions {
    private final MethodHandle ggml_get_type_traits;
    private final MethodHandle ggml_backend_load_all_from_path;
    private final MethodHandle ggml_backend_dev_count;

    GgmlFunctions(Symbols symbols) {
        ggml_get_type_traits = symbols.link("ggml_get_type_traits",
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
        ggml_backend_load_all_from_path = symbols.link("ggml_backend_load_all_from_path",
                FunctionDescriptor.ofVoid(ADDRESS));
        ggml_backend_dev_count =
                symbols.link("ggml_backend_dev_count", FunctionDescriptor.of(JAVA_LONG));
    }

    /** Returns a struct that the library owns. */
    MemorySegment ggml_get_type_traits(int type) {
        try {
            return (MemorySegment) ggml_get_type_traits.invokeExact(type);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_get_type_traits", t);
        }
    }

    /** Loads of each kind of backend the best variant in a folder. */
    void ggml_backend_load_all_from_path(MemorySegment directory) {
        try {
            ggml_backend_load_all_from_path.invokeExact(directory);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_load_all_from_path", t);
        }
    }

    long ggml_backend_dev_count() {
        try {
            return (long) ggml_backend_dev_count.invokeExact();
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_count", t);
        }
    }
}
