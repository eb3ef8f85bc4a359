// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One llama.cpp context with its batch. Lane thread only: the thread that opened it, which the JVM
 * enforces with {@link WrongThreadException}.
 */
public final class LlamaContext implements AutoCloseable {
    /*
     * Context and batch live in one confined arena. Closing it runs llama_free on the owner's thread,
     * and any later use, by any thread, fails in Java before native code is reached. What llama.cpp
     * asserts about a batch (tokens <= n_ubatch, sequence < n_seq_max, ids in the vocabulary) ends the
     * process, so add() checks it.
     */
    /** {@code LLAMA_POOLING_TYPE_RANK}. Old files don't name it, so it is always passed. */
    private static final int POOLING_RANK = 4;

    private final ContextFunctions functions;
    private final NativeLog log;
    private final LlamaModel model;
    private final ContextOptions options;
    private final int vocabularyTokens;
    private final int outputs;
    private final int batchTokensMin;
    private final Arena arena;
    private final MemorySegment context;
    /** Empty for an encoder, which remembers nothing. */
    private final Optional<MemorySegment> memory;
    private final TokenBatch batch;
    /** Sequences of the computed batch have lower numbers; what filled it up has none of them. */
    private int sequencesEnd;

    @SuppressWarnings("restricted")
    private LlamaContext(LlamaLibrary library, LlamaModel model, ContextOptions options,
            Arena arena)
            throws NativeCallException {
        this.functions = library.contexts();
        this.log = library.log();
        this.model = model;
        this.options = options;
        this.vocabularyTokens = model.vocabularyTokens();
        this.outputs = model.outputs();
        this.batchTokensMin = library.abi().batchTokensMin();
        this.arena = arena;
        log.forgetErrors();
        MemorySegment pointer =
                functions.llama_init_from_model(model.pointer(), params(library, options, arena));
        if (pointer.address() == 0) {
            throw new NativeCallException(log.takeErrors());
        }
        context = pointer.reinterpret(arena, functions::llama_free);
        memory = memory();
        batch = new TokenBatch(arena, options.tokens(), model.embeddingWidth());
        requireWhatWasAsked();
    }

    @SuppressWarnings("MustBeClosedChecker") // the context closes the arena
    static LlamaContext open(LlamaLibrary library, LlamaModel model, ContextOptions options)
            throws NativeCallException {
        Arena arena = Arena.ofConfined();
        boolean opened = false;
        try {
            LlamaContext context = new LlamaContext(library, model, options, arena);
            opened = true;
            return context;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private Optional<MemorySegment> memory() {
        Optional<MemorySegment> object = functions.llama_get_memory(context);
        if (object.isPresent()) {
            return object.filter(pointer -> pointer.address() != 0);
        }
        return model.isCausal() ? Optional.of(context) : Optional.empty();
    }

    private static MemorySegment params(LlamaLibrary library, ContextOptions options, Arena arena) {
        ParamsStruct struct = library.abi().context();
        MemorySegment params = library.contextParams(arena);
        struct.setInt(params, "n_ctx", options.tokens());
        struct.setInt(params, "n_batch", options.tokens());
        struct.setInt(params, "n_ubatch", options.tokens());
        struct.setInt(params, "n_seq_max", options.sequences());
        struct.setInt(params, "n_threads", options.threads());
        struct.setInt(params, "n_threads_batch", options.threads());
        struct.setInt(params, "pooling_type", POOLING_RANK);
        struct.setBool(params, "embeddings", true);
        // Every token is an output, and room for one of each sequence is asserted.
        struct.setIntIfThere(params, "n_outputs_max",
                Math.max(options.tokens(), options.sequences()));
        return params;
    }

    /** Reads back what was set: a wrong offset shows here before a batch runs. */
    private void requireWhatWasAsked() throws NativeCallException {
        // n_ctx may be rounded up; nothing else may change.
        require("n_ctx", options.tokens(),
                Math.min(options.tokens(), functions.llama_n_ctx(context)));
        require("n_ubatch", options.tokens(), functions.llama_n_ubatch(context));
        require("n_seq_max", options.sequences(), functions.llama_n_seq_max(context));
        require("n_threads", options.threads(), functions.llama_n_threads(context));
        require("pooling_type", POOLING_RANK, functions.llama_pooling_type(context));
    }

    private static void require(String name, int asked, int found) throws NativeCallException {
        if (asked != found) {
            throw new NativeCallException(
                    "the context has " + name + " " + found + " where " + asked + " was asked for");
        }
    }

    /** Empties the batch. */
    public void clearBatch() {
        batch.clear();
    }

    /**
     * Adds tokens to the batch, at positions that follow each other. A sequence begins at position 0.
     *
     * @throws IndexOutOfBoundsException when they don't fit, or an id, a position or the sequence does
     *     not exist
     * @throws IllegalStateException when the batch has embeddings
     */
    public void add(int[] ids, int firstPosition, int sequence) {
        for (int id : ids) {
            checkIndex("token id", id, vocabularyTokens);
        }
        checkPlaces(firstPosition, ids.length, sequence);
        batch.add(ids, firstPosition, sequence);
    }

    /**
     * Adds tokens by their embeddings, the rows that the model would look up, in place of their ids. A
     * batch has tokens of one kind.
     *
     * @param table embeddings as wide as {@link LlamaModel#embeddingWidth()}
     * @throws IndexOutOfBoundsException when they don't fit, or a row, a position or the sequence does
     *     not exist
     * @throws IllegalStateException when the batch has ids
     */
    public void add(EmbeddingTable table, int[] rows, int firstPosition, int sequence) {
        checkPlaces(firstPosition, rows.length, sequence);
        batch.add(table, rows, firstPosition, sequence);
    }

    private void checkPlaces(int firstPosition, int count, int sequence) {
        checkIndex("sequence", sequence, options.sequences());
        if (firstPosition < 0 || count > options.tokens() - firstPosition) {
            throw new IndexOutOfBoundsException("positions must be 0 to " + (options.tokens() - 1)
                    + ", are " + count + " from " + firstPosition);
        }
    }

    private static void checkIndex(String name, int value, int end) {
        if (value < 0 || value >= end) {
            throw new IndexOutOfBoundsException(
                    name + " must be 0 to " + (end - 1) + ", is " + value);
        }
    }

    /**
     * Computes the batch from nothing: what a causal model remembers of earlier ones is forgotten first.
     *
     * @throws NativeCallException with the return code and what the library logged
     */
    public void computeBatch() throws NativeCallException {
        if (batch.tokens() == 0) {
            throw new IllegalStateException("the batch is empty");
        }
        log.forgetErrors();
        sequencesEnd = batch.sequencesEnd();
        int code = compute();
        if (code != 0) {
            throw new NativeCallException("code " + code + ": " + log.takeErrors());
        }
    }

    private int compute() {
        if (memory.isEmpty()) {
            return functions.encode(context, batch.struct(batchTokensMin, options.sequences()));
        }
        functions.clear_memory(memory.get());
        return functions.llama_decode(context, batch.struct(batchTokensMin, options.sequences()));
    }

    /** Returns the first output of a sequence of the computed batch; NaN when there is no such one. */
    public float rank(int sequence) {
        return rank(sequence, 0);
    }

    /**
     * Returns an output of a sequence of the computed batch; NaN when it has none.
     *
     * @param output from 0, less than {@link LlamaModel#outputs()}
     */
    @SuppressWarnings("restricted")
    public float rank(int sequence, int output) {
        checkIndex("output", output, outputs);
        if (sequence >= sequencesEnd) {
            return Float.NaN;
        }
        MemorySegment scores = functions.llama_get_embeddings_seq(context, sequence);
        return scores.address() == 0
                ? Float.NaN
                : scores.reinterpret((long) outputs * Float.BYTES).getAtIndex(JAVA_FLOAT, output);
    }

    /** Frees the context. Does nothing the second time. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
            model.contextClosed();
        }
    }
}
