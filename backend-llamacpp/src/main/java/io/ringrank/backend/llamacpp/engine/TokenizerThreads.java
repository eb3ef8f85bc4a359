// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.engine;

import io.ringrank.backend.llamacpp.link.LinkLimits;
import io.ringrank.backend.llamacpp.link.ToEngine;
import io.ringrank.backend.llamacpp.link.ToGateway;
import io.ringrank.backend.llamacpp.runtime.LoadedModel;
import io.ringrank.scheduler.engine.TokenizedQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;

/** Turns texts into token rows, one command at a time on each thread. */
final class TokenizerThreads {

    /** The native pre-tokenisers recurse once for each character of a long word. */
    private static final long STACK_BYTES = 128L << 20;

    private final LoadedModel model;
    private final Consumer<ToGateway.Answer> answers;
    private final ArrayBlockingQueue<ToEngine.Tokenize> commands =
            new ArrayBlockingQueue<>(LinkLimits.TOKENIZE_COMMANDS_MAX);

    /** @param answers takes one for each command, from any thread */
    TokenizerThreads(LoadedModel model, Consumer<ToGateway.Answer> answers) {
        this.model = model;
        this.answers = answers;
    }

    void start(int threads) {
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform()
                    .daemon()
                    .stackSize(STACK_BYTES)
                    .name("ringrank-tokenizer-" + i)
                    .start(this::run);
        }
    }

    /** Any thread; never waits. */
    boolean offer(ToEngine.Tokenize command) {
        return commands.offer(command);
    }

    private void run() {
        try {
            while (true) {
                answers.accept(answer(commands.take()));
            }
        } catch (InterruptedException _) {
            // Nobody interrupts; the thread ends with its process.
        }
    }

    private ToGateway.Answer answer(ToEngine.Tokenize command) {
        List<String> documents = command.documents().stream().map(TokenizerThreads::text).toList();
        return switch (model.tokenize(text(command.query()), documents, command.options())) {
            case TokenizedQuery.Rows rows -> ToGateway.Tokenized.fitting(command.id(), rows);
            case TokenizedQuery.QueryTooLong(int tokens, int mostTokens) ->
                new ToGateway.QueryTooLong(command.id(), tokens, mostTokens);
        };
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
