// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.rerank.TargetDetails;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs deployments. Any thread; never waits. */
public interface Fleet {

    /** Of a process that runs no models. */
    Fleet NONE = new Fleet() {
        @Override
        public List<DeploymentSpec> ofSettings() {
            return List.of();
        }

        @Override
        public void run(Wanted wanted) {
            // The next server will.
        }

        @Override
        public void retry(String name) {
            // Nothing has failed.
        }

        @Override
        public Optional<DeploymentStatus> status(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<TargetDetails> details(String name) {
            return Optional.empty();
        }

        @Override
        public List<String> lastLines(String name) {
            return List.of();
        }
    };

    /** Those that the settings name; they run as long as the server. */
    List<DeploymentSpec> ofSettings();

    /**
     * What administrators want beside the settings.
     *
     * @param stopped names of deployments that take no requests
     * @param aliases from other names to those of deployments
     */
    record Wanted(List<DeploymentSpec> running, Set<String> stopped,
            Map<String, String> aliases) {

        public Wanted {
            running = List.copyOf(running);
            stopped = Set.copyOf(stopped);
            aliases = Map.copyOf(aliases);
        }
    }

    /**
     * Runs exactly these beside those of the settings: starts what doesn't run, and ends what else does,
     * after it has answered what it took in. One that is to run otherwise than it does goes on until the
     * new one can serve, and then gives way to it.
     */
    void run(Wanted wanted);

    /** Lets the next {@link #run} try again what of a deployment has failed. */
    void retry(String name);

    /** Empty if it is not to run. */
    Optional<DeploymentStatus> status(String name);

    /** What it runs on and how it does; empty if it is not to run. */
    Optional<TargetDetails> details(String name);

    /** What its engines wrote last, oldest first; at most 200 lines of each. */
    List<String> lastLines(String name);
}
