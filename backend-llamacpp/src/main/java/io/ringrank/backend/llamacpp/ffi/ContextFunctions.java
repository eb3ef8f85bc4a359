// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Functions of llama.h about a context. Lane thread only: a context has no lock.
 */
final class ContextFunctions {
    private final MethodHandle llama_init_from_model;
    private final MethodHandle llama_free;
    private final MethodHandle llama_n_ctx;
    private final MethodHandle llama_n_ubatch;
    private final MethodHandle llama_n_seq_max;
    private final MethodHandle llama_n_threads;
    private final MethodHandle llama_pooling_type;
    private final MethodHandle encode;
    private final MethodHandle llama_decode;
    private final Optional<MethodHandle> llama_get_memory;
    private final MethodHandle clear_memory;
    private final MethodHandle llama_get_embeddings_seq;

    ContextFunctions(Symbols symbols, LlamaAbi.Functions names) {
        llama_init_from_model = symbols.link("llama_init_from_model",
                FunctionDescriptor.of(ADDRESS, ADDRESS, ParamsStruct.OPAQUE_STRUCT));
        llama_free = symbols.link("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
        llama_n_ctx = symbols.link("llama_n_ctx", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_n_ubatch = symbols.link("llama_n_ubatch", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_n_seq_max = symbols.link("llama_n_seq_max", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_n_threads = symbols.link("llama_n_threads", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_pooling_type =
                symbols.link("llama_pooling_type", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        FunctionDescriptor compute = FunctionDescriptor.of(JAVA_INT, ADDRESS, TokenBatch.STRUCT);
        encode = symbols.link(names.encode(), compute);
        llama_decode = symbols.link("llama_decode", compute);
        llama_get_memory = names.memoryIsObject()
                ? Optional.of(symbols.link("llama_get_memory",
                        FunctionDescriptor.of(ADDRESS, ADDRESS)))
                : Optional.empty();
        clear_memory = symbols.link(names.clearMemory(), names.memoryIsObject()
                ? FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN)
                : FunctionDescriptor.ofVoid(ADDRESS));
        llama_get_embeddings_seq = symbols.link("llama_get_embeddings_seq",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    }

    /** Returns null on failure, after it logged why. */
    MemorySegment llama_init_from_model(MemorySegment model, MemorySegment params) {
        try {
            return (MemorySegment) llama_init_from_model.invokeExact(model, params);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_init_from_model", t);
        }
    }

    void llama_free(MemorySegment context) {
        try {
            llama_free.invokeExact(context);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_free", t);
        }
    }

    int llama_n_ctx(MemorySegment context) {
        try {
            return (int) llama_n_ctx.invokeExact(context);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_n_ctx", t);
        }
    }

    int llama_n_ubatch(MemorySegment context) {
        try {
            return (int) llama_n_ubatch.invokeExact(context);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_n_ubatch", t);
        }
    }

    int llama_n_seq_max(MemorySegment context) {
        try {
            return (int) llama_n_seq_max.invokeExact(context);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_n_seq_max", t);
        }
    }

    int llama_n_threads(MemorySegment context) {
        try {
            return (int) llama_n_threads.invokeExact(context);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_n_threads", t);
        }
    }

    int llama_pooling_type(MemorySegment context) {
        try {
            return (int) llama_pooling_type.invokeExact(context);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_pooling_type", t);
        }
    }

    /** As {@link #llama_decode}, for a model without memory. */
    int encode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) encode.invokeExact(context, batch);
        } catch (Throwable t) {
            throw NativeErrors.of("encode", t);
        }
    }

    /** Returns 0, or a positive warning or negative error code as documented in llama.h. */
    int llama_decode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) llama_decode.invokeExact(context, batch);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_decode", t);
        }
    }

    /** Returns the memory of a context, null for an encoder; empty where memory is no object. */
    Optional<MemorySegment> llama_get_memory(MemorySegment context) {
        try {
            return llama_get_memory.isEmpty()
                    ? Optional.empty()
                    : Optional.of((MemorySegment) llama_get_memory.get().invokeExact(context));
        } catch (Throwable t) {
            throw NativeErrors.of("llama_get_memory", t);
        }
    }

    /**
     * Empties a memory, its numbers too: the next batch multiplies those of free cells by zero, which
     * does not make a zero of everything.
     *
     * @param memory the context itself where memory is no object
     */
    void clear_memory(MemorySegment memory) {
        try {
            if (llama_get_memory.isEmpty()) {
                clear_memory.invokeExact(memory);
            } else {
                clear_memory.invokeExact(memory, true);
            }
        } catch (Throwable t) {
            throw NativeErrors.of("clear_memory", t);
        }
    }

    /** Returns null when the last batch had no such sequence. */
    MemorySegment llama_get_embeddings_seq(MemorySegment context, int sequence) {
        try {
            return (MemorySegment) llama_get_embeddings_seq.invokeExact(context, sequence);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_get_embeddings_seq", t);
        }
    }
}
