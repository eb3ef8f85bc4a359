// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Lets time pass. Any thread. */
@FunctionalInterface
public interface Delays {

    /** Real time. */
    Delays REAL = wait -> CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS);

    /** What runs its tasks after that time. */
    Executor after(Duration wait);
}
