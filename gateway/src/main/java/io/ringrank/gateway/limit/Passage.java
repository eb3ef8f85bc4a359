// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.limit;

import io.ringrank.gateway.error.ErrorCode;
import io.ringrank.gateway.error.RequestError;
import io.ringrank.gateway.error.RequestError.AccessError;
import java.time.Duration;
import java.util.Optional;

/** One request of a caller, from its head to its end. Event loop only. */
public final class Passage {

    /** English texts have four to five characters a token, other scripts fewer. */
    private static final int CHARS_PER_TOKEN = 4;

    private final Limiter limiter;
    private long claimedTokens;
    private boolean settled;
    private boolean left;

    Passage(Limiter limiter) {
        this.limiter = limiter;
    }

    /**
     * Claims what the request will probably take. At most once.
     *
     * @param textChars of all its pairs, about
     * @return why it must not go on, if so
     */
    public Optional<RequestError> claim(int documents, long textChars) {
        Integer documentsMax = limiter.limits().documentsPerRequest();
        if (documentsMax != null && documents > documentsMax) {
            return Optional.of(new RequestError.TooManyDocuments(documentsMax));
        }
        Allowance tokens = limiter.tokens();
        if (tokens == null) {
            return Optional.empty();
        }
        long estimate = Math.clamp(textChars / CHARS_PER_TOKEN, 1, tokens.atOnce());
        Duration wait = tokens.tryClaim(estimate);
        if (!wait.isZero()) {
            return Optional.of(new AccessError.LimitReached(
                    "the " + tokens.atOnce() + " tokens a minute of its key",
                    ErrorCode.TOKENS_LIMIT,
                    wait));
        }
        claimedTokens = estimate;
        return Optional.empty();
    }

    /** @param usedTokens that the request really took; more than once it does nothing */
    public void settle(long usedTokens) {
        Allowance tokens = limiter.tokens();
        if (settled || tokens == null) {
            return;
        }
        settled = true;
        if (usedTokens > claimedTokens) {
            tokens.take(usedTokens - claimedTokens);
        } else if (usedTokens < claimedTokens) {
            tokens.giveBack(claimedTokens - usedTokens);
        }
    }

    /** Gives back what was claimed and not settled, and the place; again it does nothing. */
    public void leave() {
        if (!left) {
            left = true;
            settle(0);
            limiter.leave();
        }
    }
}
