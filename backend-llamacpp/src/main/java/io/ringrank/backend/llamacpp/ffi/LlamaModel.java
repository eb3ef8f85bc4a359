// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The weights and the vocabulary of a loaded model. Any thread. Its contexts keep it from being
 * closed.
 */
public final class LlamaModel implements AutoCloseable {
    private static final int CLOSED = -1;
    private static final int MOST_METADATA_BYTES = 1024;
    private static final int MOST_TOKENS_PER_TEXT = 1 << 22;
    /** {@code LLAMA_TOKEN_ATTR_CONTROL} and {@code LLAMA_TOKEN_ATTR_USER_DEFINED}. */
    private static final int SPECIAL_ATTRIBUTES = 1 << 3 | 1 << 4;

    private final LlamaLibrary library;
    private final ModelFunctions functions;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment model;
    private final MemorySegment vocabulary;
    /** Number of open contexts, or {@link #CLOSED}. */
    private final AtomicInteger contexts = new AtomicInteger();

    @SuppressWarnings("restricted")
    LlamaModel(LlamaLibrary library, MemorySegment pointer) {
        this.library = library;
        this.functions = library.models();
        model = pointer.reinterpret(arena, functions::llama_model_free);
        vocabulary = functions.llama_model_get_vocab(model).reinterpret(arena, null);
    }

    /**
     * Returns the text of a scalar metadata value, cut at {@value #MOST_METADATA_BYTES} bytes; empty
     * when the file has no such key or it is an array.
     */
    public Optional<String> metadata(String key) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment buffer = call.allocate(MOST_METADATA_BYTES);
            int length = functions.llama_model_meta_val_str(model, call.allocateFrom(key), buffer,
                    MOST_METADATA_BYTES);
            return length < 0 ? Optional.empty() : Optional.of(CStrings.read(buffer));
        }
    }

    /** Returns the library's one-line description. */
    public String description() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment buffer = call.allocate(MOST_METADATA_BYTES);
            functions.llama_model_desc(model, buffer, MOST_METADATA_BYTES);
            return CStrings.read(buffer);
        }
    }

    /** Returns the longest sequence the model was trained for, in tokens, as the file says. */
    public int trainedContextTokens() {
        return functions.llama_model_n_ctx_train(model);
    }

    /** Returns how many numbers an embedding has. */
    public int embeddingWidth() {
        return functions.llama_model_n_embd(model);
    }

    /** Returns how many outputs the head gives for a sequence, at least 1. */
    public int outputs() {
        return Math.max(1, functions.llama_model_n_cls_out(model));
    }

    /** Returns whether a token sees only those before it, as the file says. */
    boolean isCausal() {
        String architecture = metadata("general.architecture").orElse("");
        return metadata(architecture + ".attention.causal").orElse("true").equals("true");
    }

    /** Returns the size of all tensors in bytes. */
    public long weightsBytes() {
        return functions.llama_model_size(model);
    }

    /** Returns the number of weights. */
    public long parameters() {
        return functions.llama_model_n_params(model);
    }

    /** Returns the number of token ids. */
    public int vocabularyTokens() {
        return functions.llama_vocab_n_tokens(vocabulary);
    }

    /** Returns the id that starts a text, -1 when there is none. */
    public int bos() {
        return functions.llama_vocab_bos(vocabulary);
    }

    /** Returns the id that ends a text, -1 when there is none. */
    public int eos() {
        return functions.llama_vocab_eos(vocabulary);
    }

    /** Returns the id that separates texts, -1 when there is none. */
    public int sep() {
        return functions.llama_vocab_sep(vocabulary);
    }

    /**
     * Returns whether a token stands for no text: a control token, or one that the file declares as
     * user-defined.
     *
     * @throws IndexOutOfBoundsException when there is no such id
     */
    public boolean isSpecial(int token) {
        Objects.checkIndex(token, vocabularyTokens());
        return (functions.llama_vocab_get_attr(vocabulary, token) & SPECIAL_ATTRIBUTES) != 0;
    }

    /**
     * Returns the ids of a text: nothing added round it, and text that spells a control token is text.
     *
     * @throws IllegalArgumentException when it has more than {@value #MOST_TOKENS_PER_TEXT} tokens
     * @throws IllegalStateException when the model is closed
     */
    public int[] tokenize(String text) {
        return tokenize(text, false);
    }

    /**
     * Returns the ids of a part of the model's own template, in which control tokens are spelled out:
     * never of a text that came with a request.
     *
     * @throws IllegalArgumentException when it has more than {@value #MOST_TOKENS_PER_TEXT} tokens
     * @throws IllegalStateException when the model is closed
     */
    public int[] tokenizeMarkup(String markup) {
        return tokenize(markup, true);
    }

    private int[] tokenize(String text, boolean parseSpecial) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // One token a byte and a few for the tokenizer's own marks is enough for nearly every text.
        int capacity = utf8.length + 16;
        int[] ids = tokenize(utf8, capacity, parseSpecial);
        return ids.length <= capacity ? ids : tokenize(utf8, ids.length, parseSpecial);
    }

    /** Returns the ids when they fit the capacity, else as many zeros as there are ids. */
    private int[] tokenize(byte[] utf8, int capacity, boolean parseSpecial) {
        requireTokens(capacity);
        try (Arena call = Arena.ofConfined()) {
            MemorySegment bytes = call.allocateFrom(JAVA_BYTE, utf8);
            MemorySegment ids = call.allocate(JAVA_INT, capacity);
            int count =
                    functions.llama_tokenize(vocabulary, bytes, utf8.length, ids, capacity,
                            parseSpecial);
            if (count < 0) {
                requireTokens(-(long) count);
                return new int[-count];
            }
            return ids.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
        }
    }

    private static void requireTokens(long tokens) {
        if (tokens > MOST_TOKENS_PER_TEXT) {
            throw new IllegalArgumentException("a text may have " + MOST_TOKENS_PER_TEXT
                    + " tokens, this one may have " + tokens);
        }
    }

    /**
     * Opens a context that belongs to the calling thread.
     *
     * @throws NativeCallException when the library can't, or made another one than was asked for
     * @throws IllegalStateException when the model is closed
     */
    public LlamaContext openContext(ContextOptions options) throws NativeCallException {
        if (contexts.getAndUpdate(n -> n == CLOSED ? CLOSED : n + 1) == CLOSED) {
            throw new IllegalStateException("the model is closed");
        }
        boolean opened = false;
        try {
            LlamaContext context = LlamaContext.open(library, this, options);
            opened = true;
            return context;
        } finally {
            if (!opened) {
                contextClosed();
            }
        }
    }

    MemorySegment pointer() {
        return model;
    }

    void contextClosed() {
        contexts.decrementAndGet();
    }

    /**
     * Frees the weights. Does nothing the second time.
     *
     * @throws IllegalStateException when a context is open, or a text is being tokenised
     */
    @Override
    public void close() {
        int open = contexts.compareAndExchange(0, CLOSED);
        if (open > 0) {
            throw new IllegalStateException(open + " contexts of the model are open");
        }
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
