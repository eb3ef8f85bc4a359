// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest;

import io.ringrank.loadtest.scheduler.PairsMain;
import io.ringrank.loadtest.wire.JsonMain;
import org.openjdk.jmh.runner.RunnerException;

/** All of this module's benchmarks, one after the other. */
public final class JmhMain {

    private JmhMain() {}

    public static void main(String[] arguments) throws RunnerException {
        PairsMain.main(arguments);
        JsonMain.main(arguments);
    }
}
