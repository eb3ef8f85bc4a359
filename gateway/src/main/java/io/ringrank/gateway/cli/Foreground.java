// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.RunningServer;
import java.util.concurrent.CountDownLatch;

/**
 * Holds a server until it is closed here, or until the process gets SIGTERM or SIGINT: then the
 * server is drained and the process ends with status 0.
 */
final class Foreground implements AutoCloseable {

    private final RunningServer server;
    private final Thread drain;
    private final CountDownLatch never = new CountDownLatch(1);

    private Foreground(RunningServer server, Thread drain) {
        this.server = server;
        this.drain = drain;
    }

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
        return new Foreground(server, drain);
    }

    /** Waits for the signal; the process ends before this returns. */
    void await() throws InterruptedException {
        never.await();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(drain);
        } catch (IllegalStateException e) {
            // A signal came first, and its thread is closing the server.
            return;
        }
        server.close();
    }
}
