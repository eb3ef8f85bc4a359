// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.Progress;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.app.ServerLauncher;
import io.ringrank.gateway.app.ServerStartException;
import io.ringrank.gateway.config.RingrankConfig;
import java.net.URI;
import java.util.List;

/** The real command line in a process of its own, around a fake server that tells of its end. */
final class FakeMain {

    private FakeMain() {}

    static void main(String[] arguments) {
        System.exit(new Cli(CliContext.ofProcess(), new TalkingServer(), List.of()).run(arguments));
    }

    private static final class TalkingServer implements ServerLauncher {

        private final FakeServer fake = new FakeServer();

        @Override
        public RunningServer start(RingrankConfig config, Progress progress)
                throws ServerStartException {
            RunningServer running = fake.start(config, progress);
            return new RunningServer() {

                @Override
                public URI baseUri() {
                    return running.baseUri();
                }

                @Override
                public void awaitReady() throws ServerStartException, InterruptedException {
                    running.awaitReady();
                }

                @Override
                public void close() {
                    running.close();
                    System.err.println("closed " + fake.closed + " time(s)");
                }
            };
        }
    }
}
