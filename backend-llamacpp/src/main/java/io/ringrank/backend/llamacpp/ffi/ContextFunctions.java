// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

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
    private final MethodHandle score;
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
        score = symbols.link(names.score(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, TokenBatch.STRUCT));
        clear_memory = symbols.link(names.clearMemory(), FunctionDescriptor.ofVoid(ADDRESS));
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

    /** Returns 0, or a positive warning or negative error code as documented in llama.h. */
    int score(MemorySegment context, MemorySegment batch) {
        try {
            return (int) score.invokeExact(context, batch);
        } catch (Throwable t) {
            throw NativeErrors.of("score", t);
        }
    }

    void clear_memory(MemorySegment context) {
        try {
            clear_memory.invokeExact(context);
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
