// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.client;

import io.ringrank.scheduler.engine.Doorbell;
import io.ringrank.scheduler.engine.EngineInbox;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process with one engine, as a gateway is. Arguments: the model and the engine's main class. Says
 * the engine's pid once the engine is loading or running, and lives until its standard input ends.
 */
final class GatewayMain {

    private GatewayMain() {}

    public static void main(String[] args) throws IOException {
        EngineSpec spec = SupervisedEngine.spec(Path.of(args[0]), args[1]);
        try (EngineHost host = EngineHost.open();
                EngineSupervisor engine = new EngineSupervisor(0, spec, host,
                        new EngineInbox(100, new Doorbell()), GatewayMain::onState)) {
            engine.start();
            while (System.in.read() >= 0) {
                // Nothing to hear but the end.
            }
        }
    }

    private static void onState(EngineState state) {
        boolean halfLoaded = state instanceof EngineState.Loading(float fraction)
                && fraction == 0.5f;
        if (halfLoaded || state instanceof EngineState.Running) {
            ProcessHandle.current().children().forEach(child -> System.out.println(child.pid()));
        }
    }
}
