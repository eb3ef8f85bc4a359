// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.config.NativesChoice;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.status.NativeReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The llama.cpp libraries of this machine, as the command line sees them. Waits, so never on an event
 * loop.
 */
public interface NativeLibraries {

    /**
     * Opens every library that could be used, each in a process of its own.
     *
     * @throws IOException with a message for an operator
     */
    Listing list(RingrankConfig config) throws IOException, InterruptedException;

    /**
     * Lets every library score pairs whose scores are known.
     *
     * @throws IOException with a message for an operator
     */
    List<TestReport> test(RingrankConfig config) throws IOException, InterruptedException;

    /**
     * Fetches a package from npm into the data directory, unless it is there.
     *
     * @return where its libraries lie
     * @throws IOException with a message for an operator
     */
    Path install(RingrankConfig config, NativesChoice variant, Progress progress)
            throws IOException;

    /**
     * All libraries.
     *
     * @param problem why a server with these settings would not start, or empty
     */
    record Listing(List<NativeReport> libraries, String problem) {

        public Listing {
            libraries = List.copyOf(libraries);
        }
    }

    /**
     * Whether one library scores rightly.
     *
     * @param device what it computed on, or empty
     * @param note how far the scores are off, or the reason why there are none
     */
    record TestReport(String name, String build, String device, boolean right, String note) {}
}
