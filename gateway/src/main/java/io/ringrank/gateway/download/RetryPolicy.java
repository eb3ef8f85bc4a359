// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import io.ringrank.gateway.hub.HubProblem;
import java.time.Duration;

/**
 * How often something is tried again, and after how long: twice as long each time. Any thread.
 *
 * @param attemptsMax in a row that bring little, at least 1
 * @param first pause
 * @param longest pause; a hub that wants a longer one is not waited for
 */
public record RetryPolicy(int attemptsMax, Duration first, Duration longest) {

    private static final int DOUBLINGS_MAX = 20;
    /** A hub that wants more may be mistaken. */
    private static final Duration LONGEST_WANTED = Duration.ofHours(1);

    /** For a network of people: about a minute and a half in all. */
    public static final RetryPolicy USUAL =
            new RetryPolicy(8, Duration.ofSeconds(1), Duration.ofSeconds(60));

    /** @param failures in a row, from 1 */
    boolean allows(HubProblem problem, int failures) {
        return problem.isTemporary() && failures < attemptsMax
                && problem.retryAfter().orElse(Duration.ZERO).compareTo(longest) <= 0;
    }

    /** @param failures in a row, from 1 */
    Duration pause(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(DOUBLINGS_MAX, failures - 1));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** @param failures in a row, from 1 */
    public Duration pause(HubProblem problem, int failures) {
        Duration usual = pause(failures);
        Duration wanted = problem.retryAfter().orElse(Duration.ZERO);
        Duration bounded = wanted.compareTo(LONGEST_WANTED) < 0 ? wanted : LONGEST_WANTED;
        return bounded.compareTo(usual) > 0 ? bounded : usual;
    }
}
