// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a hub sends of a file. Closed early, the connection is given up. One thread at a time.
 */
public final class RemoteBytes implements AutoCloseable {

    private final long from;
    private final InputStream bytes;
    private final String host;

    /** @param host for people */
    RemoteBytes(long from, InputStream bytes, String host) {
        this.from = from;
        this.bytes = bytes;
        this.host = host;
    }

    /** Where in the file they begin. */
    public long from() {
        return from;
    }

    /**
     * Waits for some of them.
     *
     * @return how many, or -1 at the end
     * @throws HubException if the connection breaks or nothing comes for too long
     */
    public int read(byte[] into) throws HubException, InterruptedException {
        try {
            return bytes.read(into);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new HubException(HubProblem.Kind.UNREACHABLE,
                    "The connection to " + host + " broke: " + HubHttp.reason(e) + '.');
        }
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException _) {
            // Nobody wants the rest.
        }
    }
}
