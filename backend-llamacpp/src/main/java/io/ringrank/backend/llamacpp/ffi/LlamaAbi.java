// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import io.ringrank.backend.llamacpp.ffi.ParamsStruct.Field;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The binary interface of a range of llama.cpp builds: how to recognise it and where its params
 * structs have their fields. Any thread.
 *
 * @param name build it was written for
 * @param exported function that such a library exports
 * @param notExported function that such a library lacks
 * @param functions functions that other builds replaced
 * @param computingContextsMax contexts of one process that can compute at the same time and still
 *        give right numbers
 * @param model struct llama_model_params
 * @param context struct llama_context_params
 */
record LlamaAbi(String name, String exported, String notExported, Functions functions,
        int computingContextsMax, ParamsStruct model, ParamsStruct context) {

    /**
     * Functions that other builds replaced.
     *
     * @param score computes a batch of an encoder: {@code int32_t (ctx, llama_batch)}
     * @param clearMemory empties the memory of a causal model: {@code void (ctx)}
     */
    record Functions(String score, String clearMemory) {}

    /**
     * llama.cpp b4916 (commit c6af2161), offsets from {@code include/llama.h} on 64-bit Linux. Its
     * {@code llama_encode} aborts on encoders that have no decoder, so those go through decode too.
     *
     * <p>Its matrix multiplication for float types ({@code tinyBLAS::gemm} in ggml-cpu's llamafile
     * part) hands out work through a static counter, which all contexts of a process share: two that
     * compute at once skip parts of each other's products and give wrong scores without a word.
     */
    static final LlamaAbi B4916 = new LlamaAbi("b4916", "llama_kv_self_clear", "llama_memory_clear",
            new Functions("llama_decode", "llama_kv_self_clear"), 1,
            new ParamsStruct("llama_model_params", 64,
                    List.of(Field.int32("n_gpu_layers", 8, 0), Field.int32("split_mode", 12, 1),
                            Field.nullPointer("progress_callback", 32),
                            Field.nullPointer("progress_callback_user_data", 40),
                            Field.nullPointer("kv_overrides", 48),
                            Field.bool("vocab_only", 56, false),
                            Field.bool("use_mmap", 57, true), Field.bool("use_mlock", 58, false))),
            new ParamsStruct("llama_context_params", 120,
                    List.of(Field.int32("n_ctx", 0, 512), Field.int32("n_batch", 4, 2048),
                            Field.int32("n_ubatch", 8, 512), Field.int32("n_seq_max", 12, 1),
                            Field.int32("n_threads", 16, 4), Field.int32("n_threads_batch", 20, 4),
                            Field.int32("pooling_type", 28, -1),
                            Field.int32("attention_type", 32, -1),
                            Field.int32("type_k", 88, 1), Field.int32("type_v", 92, 1),
                            Field.bool("embeddings", 97, false),
                            Field.bool("offload_kqv", 98, true),
                            Field.bool("flash_attn", 99, false), Field.bool("no_perf", 100, true),
                            Field.nullPointer("abort_callback", 104))));

    /** All interfaces this package can speak. */
    static final List<LlamaAbi> KNOWN = List.of(B4916);

    /**
     * Returns the one interface whose exports a library has.
     *
     * @throws NativeLibraryException when there is none
     */
    static LlamaAbi recognise(List<LlamaAbi> known, Predicate<String> exports)
            throws NativeLibraryException {
        for (LlamaAbi abi : known) {
            if (exports.test(abi.exported) && !exports.test(abi.notExported)) {
                return abi;
            }
        }
        throw new NativeLibraryException("its llama.cpp is of no known build: expected "
                + known.stream().map(LlamaAbi::signature).collect(Collectors.joining(" or ")));
    }

    private String signature() {
        return exported + " and no " + notExported + " (" + name + ")";
    }
}
