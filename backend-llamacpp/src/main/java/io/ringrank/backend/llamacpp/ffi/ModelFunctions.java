// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Functions of llama.h about a model and its vocabulary. Any thread; the model is not changed.
 */
final class ModelFunctions {
    private final MethodHandle llama_model_load_from_file;
    private final MethodHandle llama_model_free;
    private final MethodHandle llama_model_get_vocab;
    private final MethodHandle llama_model_n_ctx_train;
    private final MethodHandle llama_model_n_embd;
    private final Optional<MethodHandle> llama_model_n_cls_out;
    private final MethodHandle llama_model_size;
    private final MethodHandle llama_model_n_params;
    private final MethodHandle llama_model_desc;
    private final MethodHandle llama_model_meta_val_str;
    private final MethodHandle llama_vocab_n_tokens;
    private final MethodHandle llama_vocab_bos;
    private final MethodHandle llama_vocab_eos;
    private final MethodHandle llama_vocab_sep;
    private final MethodHandle llama_vocab_get_attr;
    private final MethodHandle llama_tokenize;

    ModelFunctions(Symbols symbols) {
        llama_model_load_from_file = symbols.link("llama_model_load_from_file",
                FunctionDescriptor.of(ADDRESS, ADDRESS, ParamsStruct.OPAQUE_STRUCT));
        llama_model_free = symbols.link("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
        llama_model_get_vocab =
                symbols.link("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
        llama_model_n_ctx_train =
                symbols.link("llama_model_n_ctx_train", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_model_n_embd =
                symbols.link("llama_model_n_embd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_model_n_cls_out = symbols.linkIfThere("llama_model_n_cls_out",
                FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_model_size =
                symbols.link("llama_model_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        llama_model_n_params =
                symbols.link("llama_model_n_params", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        llama_model_desc = symbols.link("llama_model_desc",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        llama_model_meta_val_str = symbols.link("llama_model_meta_val_str",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
        llama_vocab_n_tokens =
                symbols.link("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_vocab_bos = symbols.link("llama_vocab_bos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_vocab_eos = symbols.link("llama_vocab_eos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_vocab_sep = symbols.link("llama_vocab_sep", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        llama_vocab_get_attr = symbols.link("llama_vocab_get_attr",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        llama_tokenize = symbols.link("llama_tokenize", FunctionDescriptor.of(JAVA_INT, ADDRESS,
                ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
    }

    /** Returns null on failure, after it logged why. */
    MemorySegment llama_model_load_from_file(MemorySegment path, MemorySegment params) {
        try {
            return (MemorySegment) llama_model_load_from_file.invokeExact(path, params);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_load_from_file", t);
        }
    }

    void llama_model_free(MemorySegment model) {
        try {
            llama_model_free.invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_free", t);
        }
    }

    /** Returns a pointer that lives as long as the model. */
    MemorySegment llama_model_get_vocab(MemorySegment model) {
        try {
            return (MemorySegment) llama_model_get_vocab.invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_get_vocab", t);
        }
    }

    int llama_model_n_ctx_train(MemorySegment model) {
        try {
            return (int) llama_model_n_ctx_train.invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_n_ctx_train", t);
        }
    }

    int llama_model_n_embd(MemorySegment model) {
        try {
            return (int) llama_model_n_embd.invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_n_embd", t);
        }
    }

    /** Returns 1 where the build has no such function: it computes one output then. */
    int llama_model_n_cls_out(MemorySegment model) {
        try {
            return llama_model_n_cls_out.isEmpty()
                    ? 1
                    : (int) llama_model_n_cls_out.get().invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_n_cls_out", t);
        }
    }

    long llama_model_size(MemorySegment model) {
        try {
            return (long) llama_model_size.invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_size", t);
        }
    }

    long llama_model_n_params(MemorySegment model) {
        try {
            return (long) llama_model_n_params.invokeExact(model);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_n_params", t);
        }
    }

    int llama_model_desc(MemorySegment model, MemorySegment buffer, long bytes) {
        try {
            return (int) llama_model_desc.invokeExact(model, buffer, bytes);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_desc", t);
        }
    }

    /** Returns the length of the whole value, or -1 when there is no such key or it is an array. */
    int llama_model_meta_val_str(MemorySegment model, MemorySegment key, MemorySegment buffer,
            long bytes) {
        try {
            return (int) llama_model_meta_val_str.invokeExact(model, key, buffer, bytes);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_model_meta_val_str", t);
        }
    }

    int llama_vocab_n_tokens(MemorySegment vocab) {
        try {
            return (int) llama_vocab_n_tokens.invokeExact(vocab);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_vocab_n_tokens", t);
        }
    }

    /** Returns -1 when there is none. */
    int llama_vocab_bos(MemorySegment vocab) {
        try {
            return (int) llama_vocab_bos.invokeExact(vocab);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_vocab_bos", t);
        }
    }

    /** Returns -1 when there is none. */
    int llama_vocab_eos(MemorySegment vocab) {
        try {
            return (int) llama_vocab_eos.invokeExact(vocab);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_vocab_eos", t);
        }
    }

    /** Returns -1 when there is none. */
    int llama_vocab_sep(MemorySegment vocab) {
        try {
            return (int) llama_vocab_sep.invokeExact(vocab);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_vocab_sep", t);
        }
    }

    /** Returns the bits of {@code enum llama_token_attr}. */
    int llama_vocab_get_attr(MemorySegment vocab, int token) {
        try {
            return (int) llama_vocab_get_attr.invokeExact(vocab, token);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_vocab_get_attr", t);
        }
    }

    /**
     * Returns the number of tokens, negated when there are more than fit. Nothing is added round the
     * text: {@code add_special} is false.
     */
    int llama_tokenize(MemorySegment vocab, MemorySegment text, int textBytes, MemorySegment tokens,
            int mostTokens, boolean parseSpecial) {
        try {
            return (int) llama_tokenize.invokeExact(vocab, text, textBytes, tokens, mostTokens,
                    false, parseSpecial);
        } catch (Throwable t) {
            throw NativeErrors.of("llama_tokenize", t);
        }
    }
}
