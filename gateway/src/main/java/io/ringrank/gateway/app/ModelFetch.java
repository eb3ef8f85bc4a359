// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.backend.llamacpp.natives.EnginePlan;
import io.ringrank.gateway.app.ModelFiles.Found;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.download.Download;
import io.ringrank.gateway.download.FetchListener;
import io.ringrank.gateway.download.RetryPolicy;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.RemoteFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a deployment does before its first engine starts. Any thread. */
final class ModelFetch implements FetchListener {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFetch.class);

    /** Beyond that of each download: a hub may be away for a night. */
    private static final RetryPolicy HUB_PATIENCE = new RetryPolicy(Integer.MAX_VALUE,
            Duration.ofSeconds(2), Duration.ofMinutes(5));

    private static final int PERCENT = 100;
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final String CHECKING = "the model file is being checked";

    private final CountDownLatch never = new CountDownLatch(1);
    private final String deployment;
    private final Progress progress;
    private volatile DeploymentStatus status =
            new DeploymentStatus(DeploymentState.ANALYZING, CHECKING);
    private volatile String file = "";
    private volatile String choice = "";
    private volatile boolean pausing;

    ModelFetch(String deployment, Progress progress) {
        this.deployment = deployment;
        this.progress = progress;
    }

    DeploymentStatus status() {
        return status;
    }

    /** Which file it is and why; empty before it is known, and if it was not to be chosen. */
    String choice() {
        return choice;
    }

    /** Whether a hub has failed and is asked again later. */
    boolean isPausing() {
        return pausing;
    }

    @Override
    public void onChosen(RemoteFile chosen, String reason) {
        file = chosen.path();
        choice = file + ": " + reason;
        status = new DeploymentStatus(DeploymentState.SCHEDULED, choice);
        LOG.info("deployment {}: downloading {}. {}", deployment, chosen.source().text(), reason);
        progress.say(deployment + ": downloading " + file + ". " + reason);
    }

    @Override
    public void onState(Download.State state) {
        status = switch (state) {
            case Download.Waiting() -> new DeploymentStatus(DeploymentState.INITIALIZING,
                    file + " waits for other downloads");
            case Download.Running(long bytes, long total, long bytesPerSecond) ->
                downloading(total == 0 ? PERCENT : (int) (PERCENT * bytes / total),
                        bytesPerSecond);
            case Download.Done _ -> new DeploymentStatus(DeploymentState.INITIALIZING, CHECKING);
            case Download.Failed(HubProblem problem) ->
                new DeploymentStatus(DeploymentState.ERROR, problem.message());
            case Download.Stopped() ->
                new DeploymentStatus(DeploymentState.ERROR, "the download was stopped");
        };
    }

    /**
     * Waits for the model. After a failure of its hub that may pass it waits, and tries again.
     *
     * @param onProblem hears of each such failure
     * @throws IOException with a message for the operator
     * @throws HubException if the hub will not give it
     */
    Found find(ModelFiles models, ModelSource source, EnginePlan plan,
            Consumer<String> onProblem)
            throws IOException, HubException, InterruptedException {
        for (int failures = 1;; failures++) {
            try {
                return models.find(source, plan, this);
            } catch (HubException e) {
                HubProblem problem = e.problem();
                if (!problem.isTemporary()) {
                    throw e;
                }
                Duration pause = HUB_PATIENCE.pause(problem, failures);
                String message = problem.message() + " It is tried again in "
                        + Math.max(1, pause.toSeconds()) + " seconds.";
                status = new DeploymentStatus(DeploymentState.ANALYZING, message);
                LOG.warn("deployment {}: {}", deployment, message);
                onProblem.accept(message);
                pausing = true;
                never.await(pause.toNanos(), TimeUnit.NANOSECONDS);
                pausing = false;
            }
        }
    }

    private DeploymentStatus downloading(int percent, long bytesPerSecond) {
        return new DeploymentStatus(DeploymentState.DOWNLOADING, String.format(Locale.ROOT,
                "downloading %s: %d %%, %.1f MiB/s", file, percent,
                bytesPerSecond / BYTES_PER_MIB), OptionalInt.of(percent));
    }
}
