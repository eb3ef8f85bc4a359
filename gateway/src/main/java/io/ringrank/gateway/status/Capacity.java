// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.status;

import io.ringrank.scheduler.core.EngineLoad;
import io.ringrank.scheduler.core.LoadSnapshot;
import java.util.Collection;

/** What a machine can do with all its deployments at work. Any thread. */
public final class Capacity {

    private Capacity() {}

    /**
     * Pairs of {@value TargetJson#PAIR_TOKENS} tokens in a second; 0 if not known. Lanes beyond the number
     * of cores take turns.
     */
    public static double pairsPerSecond(Collection<LoadSnapshot> loads, int cores) {
        double onProcessor = 0;
        double onDevices = 0;
        int lanes = 0;
        for (LoadSnapshot load : loads) {
            for (EngineLoad engine : load.engines()) {
                double rate = engine.pairsPerSecond(TargetJson.PAIR_TOKENS);
                if (engine.facts().device().isProcessor()) {
                    onProcessor += rate;
                    lanes += engine.facts().lanes();
                } else {
                    onDevices += rate;
                }
            }
        }
        return onDevices + onProcessor * Math.min(1, (double) cores / Math.max(1, lanes));
    }
}
