// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.RunningServer;
import java.util.concurrent.CountDownLatch;

/** Keeps a server until the process gets SIGTERM or SIGINT, then drains it and ends with status 0. */
final class Foreground {

    private final CountDownLatch never = new CountDownLatch(1);

    private Foreground() {}

    /** From now on a signal drains the server. */
    static Foreground hold(RunningServer server, Progress progress) {
        Thread drain = new Thread(() -> {
            progress.say("stopping: admitted requests are finished first");
            server.close();
            progress.say("stopped");
            // The JVM would report the signal (143), but a server that drained has done its work.
            Runtime.getRuntime().halt(0);
        }, "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        return new Foreground();
    }

    /** Waits for the signal; the process ends before this returns. */
    void await() throws InterruptedException {
        never.await();
    }
}
