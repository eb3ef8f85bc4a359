// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.backend.llamacpp.link.LinkTransport;
import java.io.IOException;

/**
 * What all engines of a gateway share. Any thread.
 *
 * @param transport event loops; two serve many engines
 * @param turns bound how many processes start at once
 */
public record EngineHost(LinkTransport transport, SocketDirectory sockets, Delays delays,
        StartTurns turns)
        implements
            AutoCloseable {

    private static final int LOOPS = 2;

    /** Opens one with real time. */
    public static EngineHost open() throws IOException {
        SocketDirectory sockets = SocketDirectory.create();
        LinkTransport transport = LinkTransport.open(LOOPS);
        return new EngineHost(transport, sockets, Delays.of(transport.nextLoop()),
                new StartTurns(Runtime.getRuntime().availableProcessors()));
    }

    /** Ends the event loops and deletes the directory; the engines must be closed before. */
    @Override
    public void close() throws IOException {
        transport.close();
        sockets.close();
    }
}
