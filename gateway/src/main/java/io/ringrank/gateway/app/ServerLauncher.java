// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.config.RingrankConfig;

/** Starts servers. */
@FunctionalInterface
public interface ServerLauncher {

    /**
     * Starts a server and returns as soon as it listens; its deployments may still be loading.
     * Waits, so never on an event loop.
     *
     * <p>When it returns, the first API key lies in {@link ApiKeyFile#initialKey} of the data
     * directory, unless an operator took it away.
     *
     * @throws ServerStartException if it can't listen; nothing of it is left running then
     */
    RunningServer start(RingrankConfig config, Progress progress)
            throws ServerStartException, InterruptedException;
}
