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
    private final MethodHandle ggml_backend_dev_get;
    private final MethodHandle ggml_backend_dev_name;
    private final MethodHandle ggml_backend_dev_description;
    private final MethodHandle ggml_backend_dev_memory;
    private final MethodHandle ggml_backend_dev_type;
    private final MethodHandle ggml_backend_dev_backend_reg;
    private final MethodHandle ggml_backend_reg_get_proc_address;

    GgmlFunctions(Symbols symbols) {
        ggml_get_type_traits = symbols.link("ggml_get_type_traits",
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
        ggml_backend_load_all_from_path = symbols.link("ggml_backend_load_all_from_path",
                FunctionDescriptor.ofVoid(ADDRESS));
        ggml_backend_dev_count =
                symbols.link("ggml_backend_dev_count", FunctionDescriptor.of(JAVA_LONG));
        ggml_backend_dev_get = symbols.link("ggml_backend_dev_get",
                FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        ggml_backend_dev_name =
                symbols.link("ggml_backend_dev_name", FunctionDescriptor.of(ADDRESS, ADDRESS));
        ggml_backend_dev_description = symbols.link("ggml_backend_dev_description",
                FunctionDescriptor.of(ADDRESS, ADDRESS));
        ggml_backend_dev_memory = symbols.link("ggml_backend_dev_memory",
                FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
        ggml_backend_dev_type =
                symbols.link("ggml_backend_dev_type", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        ggml_backend_dev_backend_reg = symbols.link("ggml_backend_dev_backend_reg",
                FunctionDescriptor.of(ADDRESS, ADDRESS));
        ggml_backend_reg_get_proc_address = symbols.link("ggml_backend_reg_get_proc_address",
                FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
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

    MemorySegment ggml_backend_dev_get(long index) {
        try {
            return (MemorySegment) ggml_backend_dev_get.invokeExact(index);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_get", t);
        }
    }

    /** Returns a C string that the library owns. */
    MemorySegment ggml_backend_dev_name(MemorySegment device) {
        try {
            return (MemorySegment) ggml_backend_dev_name.invokeExact(device);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_name", t);
        }
    }

    /** Returns a C string that the library owns. */
    MemorySegment ggml_backend_dev_description(MemorySegment device) {
        try {
            return (MemorySegment) ggml_backend_dev_description.invokeExact(device);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_description", t);
        }
    }

    /** Writes two {@code size_t}: the bytes that are free and those there are. */
    void ggml_backend_dev_memory(MemorySegment device, MemorySegment free, MemorySegment total) {
        try {
            ggml_backend_dev_memory.invokeExact(device, free, total);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_memory", t);
        }
    }

    /** Returns a number of {@code enum ggml_backend_dev_type}, which differs between builds. */
    int ggml_backend_dev_type(MemorySegment device) {
        try {
            return (int) ggml_backend_dev_type.invokeExact(device);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_type", t);
        }
    }

    MemorySegment ggml_backend_dev_backend_reg(MemorySegment device) {
        try {
            return (MemorySegment) ggml_backend_dev_backend_reg.invokeExact(device);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_dev_backend_reg", t);
        }
    }

    /** Returns null when the backend has no such function. */
    MemorySegment ggml_backend_reg_get_proc_address(MemorySegment backend, MemorySegment name) {
        try {
            return (MemorySegment) ggml_backend_reg_get_proc_address.invokeExact(backend, name);
        } catch (Throwable t) {
            throw NativeErrors.of("ggml_backend_reg_get_proc_address", t);
        }
    }
}
