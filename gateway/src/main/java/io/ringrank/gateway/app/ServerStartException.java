// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

/** The server, or one of its deployments, can't run. The message says why and what to do. */
public final class ServerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    public ServerStartException(String message) {
        super(message);
    }

    public ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
