// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import io.ringrank.backend.llamacpp.ffi.ParamsStruct.Field;
import io.ringrank.backend.llamacpp.natives.Device;
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
 * @param ggmlTypesEnd ggml's types have lower numbers; it ends the process when asked for another
 * @param deviceTypes what the numbers of {@code enum ggml_backend_dev_type} stand for, from 0
 * @param model struct llama_model_params
 * @param context struct llama_context_params
 */
record LlamaAbi(String name, String exported, String notExported, Functions functions,
        int computingContextsMax, int ggmlTypesEnd, List<Device.Type> deviceTypes,
        ParamsStruct model,
        ParamsStruct context) {

    /**
     * Functions that other builds replaced.
     *
     * @param encode computes a batch of a model without memory: {@code int32_t (ctx, llama_batch)}
     * @param clearMemory empties the memory of a causal model: {@code void (ctx)}, or {@code void
     *        (llama_memory_t, bool)} where the memory is an object of its own
     * @param memoryIsObject whether {@code llama_get_memory} gives the memory, and null to encoders
     */
    record Functions(String encode, String clearMemory, boolean memoryIsObject) {}

    /**
     * llama.cpp b4916 (commit c6af2161), offsets from {@code include/llama.h} on 64-bit Linux. Its
     * {@code llama_encode} aborts on encoders that have no decoder, so those go through decode too.
     *
     * <p>Its matrix multiplication for float types ({@code tinyBLAS::gemm} in ggml-cpu's llamafile
     * part) hands out work through a static counter, which all contexts of a process share: two that
     * compute at once skip parts of each other's products and give wrong scores without a word.
     */
    static final LlamaAbi B4916 = new LlamaAbi("b4916", "llama_kv_self_clear", "llama_memory_clear",
            new Functions("llama_decode", "llama_kv_self_clear", false), 1, 39,
            List.of(Device.Type.CPU, Device.Type.GPU, Device.Type.ACCELERATOR),
            new ParamsStruct("llama_model_params", 64,
                    List.of(Field.nullPointer("devices", 0), Field.int32("n_gpu_layers", 8, 0),
                            Field.int32("split_mode", 12, 1), Field.int32("main_gpu", 16, 0),
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

    /**
     * llama.cpp 0.5.0 (commit 0ad4a86), as built for the npm packages of node-llama-cpp; offsets on
     * 64-bit Linux, from the defaults that the library writes.
     *
     * <p>Flash attention is switched off: left to the library it moves the built-in model's scores by
     * 8e-3, and scores depend four times as much on what shares their batch. One memory for all
     * sequences ({@code kv_unified}), because otherwise each gets its
     * {@code n_seq_max}-th part of the context.
     */
    static final LlamaAbi V0_5_0 = new LlamaAbi("0.5.0", "llama_version", "llama_kv_self_clear",
            new Functions("llama_encode", "llama_memory_clear", true), Integer.MAX_VALUE, 40,
            List.of(Device.Type.CPU, Device.Type.GPU, Device.Type.INTEGRATED_GPU,
                    Device.Type.ACCELERATOR),
            new ParamsStruct("llama_model_params", 80,
                    List.of(Field.nullPointer("devices", 0),
                            Field.nullPointer("tensor_buft_overrides", 8),
                            Field.int32("n_gpu_layers", 16, -1), Field.int32("split_mode", 20, 1),
                            Field.int32("load_mode", 24, -1), Field.int32("lazy_mode", 28, 1),
                            Field.int32("main_gpu", 32, 0), Field.nullPointer("tensor_split", 40),
                            Field.nullPointer("progress_callback", 48),
                            Field.nullPointer("progress_callback_user_data", 56),
                            Field.nullPointer("kv_overrides", 64),
                            Field.bool("vocab_only", 72, false),
                            Field.bool("check_tensors", 73, false),
                            Field.bool("use_extra_bufts", 74, true),
                            Field.bool("no_host", 75, false), Field.bool("no_alloc", 76, false),
                            Field.bool("load_mtp", 77, false))),
            new ParamsStruct("llama_context_params", 160,
                    List.of(Field.int32("n_ctx", 0, 512), Field.int32("n_batch", 4, 2048),
                            Field.int32("n_ubatch", 8, 512), Field.int32("n_seq_max", 12, 1),
                            Field.int32("n_rs_seq", 16, 0), Field.int32("n_outputs_max", 20, 0),
                            Field.int32("n_outputs_max_per_seq", 24, 1),
                            Field.int32("n_threads", 28, 4), Field.int32("n_threads_batch", 32, 4),
                            Field.int32("ctx_type", 36, 0),
                            Field.int32("rope_scaling_type", 40, -1),
                            Field.int32("pooling_type", 44, -1),
                            Field.int32("attention_type", 48, -1),
                            Field.int32("flash_attn_type", 52, -1).setTo(0),
                            Field.int32("yarn_orig_ctx", 80, 0), Field.nullPointer("cb_eval", 88),
                            Field.int32("type_k", 104, 1), Field.int32("type_v", 108, 1),
                            Field.nullPointer("abort_callback", 112),
                            Field.bool("embeddings", 128, false),
                            Field.bool("offload_kqv", 129, true), Field.bool("no_perf", 130, true),
                            Field.bool("op_offload", 131, true), Field.bool("swa_full", 132, true),
                            Field.bool("kv_unified", 133, false).setTo(1),
                            Field.nullPointer("samplers", 136),
                            Field.nullPointer("ctx_other", 152))));

    /** All interfaces this package can speak, oldest first. */
    static final List<LlamaAbi> KNOWN = List.of(B4916, V0_5_0);

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
