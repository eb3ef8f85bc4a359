// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.gateway.cli.CommandFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Bare loops, in as many processes as there would be engines. */
final class BareSide implements Side {

    private final List<BareProcess> processes = new ArrayList<>();

    private BareSide() {}

    static BareSide start(BenchSetup setup) throws IOException, CommandFailedException {
        BareSide side = new BareSide();
        boolean ready = false;
        try {
            for (int number = 0; number < setup.plan().engines(); number++) {
                side.processes.add(BareProcess.start(setup, number));
            }
            for (BareProcess process : side.processes) {
                process.awaitReady();
            }
            ready = true;
            return side;
        } finally {
            if (!ready) {
                side.close();
            }
        }
    }

    /** Which llama.cpp it computes with. */
    String build() {
        return processes.getFirst().build();
    }

    @Override
    public RoundResult run(BatchPlan plan) throws CommandFailedException {
        List<Long> pids = processes.stream().map(BareProcess::pid).toList();
        CpuClock cpu = CpuClock.start(pids);
        for (BareProcess process : processes) {
            process.send(plan);
        }
        List<LaneResult> results = new ArrayList<>();
        for (BareProcess process : processes) {
            results.addAll(process.receive());
        }
        return new RoundResult(results, cpu.nanos());
    }

    @Override
    public void close() {
        processes.forEach(BareProcess::close);
    }
}
