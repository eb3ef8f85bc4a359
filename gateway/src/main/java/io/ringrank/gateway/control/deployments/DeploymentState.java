// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import java.util.Locale;

/** How far a deployment is, in GPUStack's words. */
public enum DeploymentState {
    /** It is wanted, and nothing was done yet. */
    PENDING,
    /** Its source is looked up, or its file examined. */
    ANALYZING,
    /** It is known which file it gets. */
    SCHEDULED,
    /** Its file waits for other downloads, or has come and is being checked. */
    INITIALIZING, DOWNLOADING,
    /** Its engines load the model, or it is being tested. */
    STARTING, RUNNING,
    /** It can't run before something is done about it. */
    ERROR,
    /** Its engines ran, and start again. */
    UNREACHABLE,
    /** Its engines ended because nobody asked; they come back with the next request. */
    IDLE,
    /** Nobody wants it to run. */
    STOPPED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
