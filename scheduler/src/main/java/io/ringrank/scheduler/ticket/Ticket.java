// SPDX-License-Identifier: Apache-2.0
package io.ringrank.scheduler.ticket;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One job that waits for its pairs; completes exactly once. The submitting thread fills in what the
 * cache knew and then publishes it; from there on scheduler thread only, but for
 * {@link #outcome()} and {@link #cancel()}.
 */
public final class Ticket implements Submission {

    private final @Nullable DocumentOutcome[] outcomes;
    private final CompletableFuture<RerankOutcome> outcome = new CompletableFuture<>();
    private final Runnable onCancel;
    private int missing;
    private int scored;
    private volatile boolean cancelled;

    /** @param onCancel wakes the scheduler, so that it looks at {@link #isCancelled()} */
    public Ticket(int documents, Runnable onCancel) {
        this.outcomes = new DocumentOutcome[documents];
        this.missing = documents;
        this.onCancel = onCancel;
    }

    @Override
    public CompletionStage<RerankOutcome> outcome() {
        return outcome.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        cancelled = true;
        onCancel.run();
    }

    public boolean isCancelled() {
        return cancelled;
    }

    public boolean isDone() {
        return outcome.isDone();
    }

    /**
     * Takes what became of one document; nothing once the ticket is done.
     *
     * @return whether this was the last one that was missing: then call {@link #complete}
     * @throws IllegalStateException if that document had its outcome already
     */
    public boolean accept(int index, DocumentOutcome result) {
        if (isDone()) {
            return false;
        }
        if (outcomes[index] != null) {
            throw new IllegalStateException("document " + index + " ended twice");
        }
        outcomes[index] = result;
        if (result instanceof DocumentOutcome.Scored) {
            scored++;
        }
        missing--;
        return missing == 0;
    }

    /**
     * Completes with everything that was accepted.
     *
     * @throws IllegalStateException if a document is missing or the ticket is done
     */
    public void complete(StageTimes times) {
        if (missing > 0) {
            throw new IllegalStateException(missing + " documents have no outcome yet");
        }
        completeWith(scored > 0 ? answer(times) : new RerankOutcome.Failed(whyNothingWasScored()));
    }

    /**
     * Completes with what was accepted so far; the other documents are late.
     *
     * @param failure what to complete with if nothing was scored
     * @throws IllegalStateException if the ticket is done
     */
    public void completePartly(StageTimes times, Failure failure) {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                outcomes[i] = new DocumentOutcome.Late();
            }
        }
        missing = 0;
        completeWith(scored > 0 ? answer(times) : new RerankOutcome.Failed(failure));
    }

    /**
     * Completes without scores.
     *
     * @throws IllegalStateException if the ticket is done
     */
    public void fail(Failure failure) {
        completeWith(new RerankOutcome.Failed(failure));
    }

    private RerankOutcome answer(StageTimes times) {
        return new RerankOutcome.Answered(Arrays.asList(outcomes), times);
    }

    /** What went wrong here comes before what the caller did wrong. */
    private Failure whyNothingWasScored() {
        for (DocumentOutcome outcome : outcomes) {
            if (outcome instanceof DocumentOutcome.Unscored unscored) {
                return new Failure.EngineFailed(unscored.message());
            }
        }
        return outcomes[0] instanceof DocumentOutcome.TooLong(int tokens, int tokensMax)
                ? new Failure.DocumentsTooLong(tokens, tokensMax)
                : new Failure.EngineFailed("no document was scored");
    }

    private void completeWith(RerankOutcome result) {
        if (!outcome.complete(result)) {
            throw new IllegalStateException("ticket completed twice, now with " + result);
        }
    }
}
