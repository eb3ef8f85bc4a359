// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/**
 * Functions of llama.h about the library itself. Any thread, once it is initialised.
 */
final class LibraryFunctions {
    private final MethodHandle llama_backend_init;
    private final MethodHandle llama_log_set;
    private final MethodHandle llama_print_system_info;
    private final MethodHandle llama_model_default_params;
    private final MethodHandle llama_context_default_params;

    LibraryFunctions(Symbols symbols) {
        llama_backend_init = symbols.link("llama_backend_init", FunctionDescriptor.ofVoid());
        llama_log_set = symbols.link("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        llama_print_system_info =
                symbols.link("llama_print_system_info", FunctionDescriptor.of(ADDRESS));
        llama_model_default_params = symbols.link("llama_model_default_params",
                FunctionDescriptor.of(ParamsStruct.OPAQUE_STRUCT));
        llama_context_default_params = symbols.link("llama_context_default_params",
                FunctionDescriptor.of(ParamsStruct.OPAQUE_STRUCT));
    }

    void llama_backend_init() {
        try {
            llama_backend_init.invokeExact();
        } catch (Throwable t) {
            throw NativeErrors.of("llama_backend_init", t);
        }
    }

    /** Sets the one log callback of the process. */
    void llama_log_set(MemorySegment callback, MemorySegment userData) {
        try {
            llama_log_set.invokeExact(callback, userData);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_log_set", t);
        }
    }

    /** Returns a C string that the library owns. */
    MemorySegment llama_print_system_info() {
        try {
            return (MemorySegment) llama_print_system_info.invokeExact();
        } catch (Throwable t) {
            throw NativeErrors.of("llama_print_system_info", t);
        }
    }

    MemorySegment llama_model_default_params(SegmentAllocator block) {
        try {
            return (MemorySegment) llama_model_default_params.invokeExact(block);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_default_params", t);
        }
    }

    MemorySegment llama_context_default_params(SegmentAllocator block) {
        try {
            return (MemorySegment) llama_context_default_params.invokeExact(block);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_context_default_params", t);
        }
    }
}
