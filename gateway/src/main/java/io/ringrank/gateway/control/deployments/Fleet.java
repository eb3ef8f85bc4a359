// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.deployments;

import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.rerank.TargetDetails;
import java.util.List;
import java.util.Optional;

/** Runs deployments. Any thread; never waits. */
public interface Fleet {

    /** Of a process that runs no models. */
    Fleet NONE = new Fleet() {
        @Override
        public List<DeploymentSpec> ofSettings() {
            return List.of();
        }

        @Override
        public void run(List<DeploymentSpec> wanted) {
            // The next server will.
        }

        @Override
        public void forget(String name) {
            // Nothing runs.
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
     * Runs exactly these beside those of the settings: starts what doesn't run, and ends what else does,
     * after it has answered what it took in.
     */
    void run(List<DeploymentSpec> wanted);

    /** Ends one, so that the next {@link #run} starts it anew. */
    void forget(String name);

    /** Empty if it is not to run. */
    Optional<DeploymentStatus> status(String name);

    /** What it runs on and how it does; empty if it is not to run. */
    Optional<TargetDetails> details(String name);

    /** What its engines wrote last, oldest first; at most 200 lines of each. */
    List<String> lastLines(String name);
}
