// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

/**
 * Divides the cores of this machine among the lanes of all deployments. Any thread.
 *
 * @param cores that the server may use, at least 1; the JVM counts what its control group allows
 * @param lanesEach lanes that the operator wants for each deployment, whatever that sums up to; 0 for
 *        a fair share of the cores
 */
record CoreBudget(int cores, int lanesEach) {
    /*
     * A lane computes with one thread without a pause, so as many lanes as cores keep all of them
     * busy. The gateway needs little, but it needs it at once. With few cores, a whole one would be
     * more than it can use (measured: see Decisions in ARCHITECTURE.md).
     */

    /** With so many cores, one is kept for the gateway. */
    static final int CORES_TO_KEEP_ONE = 8;

    CoreBudget {
        if (cores < 1 || lanesEach < 0) {
            throw new IllegalArgumentException(
                    "there are no such cores: " + cores + " with " + lanesEach + " lanes each");
        }
    }

    /**
     * How many lanes one of the deployments gets, at least 1. The shares differ by one at most, and
     * unless there are more deployments than cores they sum up to what is not kept.
     *
     * @param index of the deployment, from 0; the first ones get what is over
     */
    int lanes(int index, int deployments) {
        if (lanesEach > 0) {
            return lanesEach;
        }
        int shared = cores < CORES_TO_KEEP_ONE ? cores : cores - 1;
        int over = shared % deployments;
        return Math.max(1, shared / deployments + (index < over ? 1 : 0));
    }
}
