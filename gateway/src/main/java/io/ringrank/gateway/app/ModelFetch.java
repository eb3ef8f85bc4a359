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
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
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
    private final Optional<Chosen> earlier;
    private volatile DeploymentStatus status =
            new DeploymentStatus(DeploymentState.ANALYZING, CHECKING);
    private volatile String file = "";
    private volatile Optional<Chosen> chosen;
    private volatile boolean pausing;

    /**
     * Which file of a source it became.
     *
     * @param reason why, as a sentence
     */
    record Chosen(ModelSource.Remote file, String reason) {}

    /** @param earlier what was chosen for it, which it keeps; empty if that is to be done now */
    ModelFetch(String deployment, Progress progress, Optional<Chosen> earlier) {
        this.deployment = deployment;
        this.progress = progress;
        this.earlier = earlier;
        this.chosen = earlier;
    }

    DeploymentStatus status() {
        return status;
    }

    /** Which file it is and why; empty before it is known, and if it was not to be chosen. */
    String choice() {
        return chosen.map(it -> it.file().file().orElse("") + ": " + it.reason()).orElse("");
    }

    /** Which file was taken; empty before that is known, and if it was not to be chosen. */
    Optional<Chosen> chosen() {
        return chosen;
    }

    /** Whether a hub has failed and is asked again later. */
    boolean isPausing() {
        return pausing;
    }

    @Override
    public void onChosen(ModelSource.Remote found, boolean here, String reason) {
        file = found.file().orElse("");
        chosen = Optional.of(earlier.orElseGet(() -> new Chosen(found, reason)));
        status = new DeploymentStatus(DeploymentState.SCHEDULED, choice());
        String does = here ? "takes" : "downloading";
        LOG.info("deployment {}: {} {}. {}", deployment, does, found.text(), reason);
        progress.say(deployment + ": " + does + ' ' + file + ". " + reason);
    }

    @Override
    public void onHere() {
        status = new DeploymentStatus(DeploymentState.INITIALIZING, CHECKING);
    }

    @Override
    public void onState(Download.State state) {
        status = switch (state) {
            case Download.Waiting() -> new DeploymentStatus(DeploymentState.INITIALIZING,
                    file + " waits for other downloads");
            case Download.Running(long bytes, long total, long bytesPerSecond) ->
                downloading(total == 0 ? PERCENT : (int) (PERCENT * bytes / total),
                        bytesPerSecond);
            case Download.Pausing(HubProblem problem, long _) ->
                new DeploymentStatus(DeploymentState.INITIALIZING,
                        problem.message() + " It is tried again.");
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
            if (source instanceof ModelSource.Remote remote && earlier.isEmpty()) {
                status = new DeploymentStatus(DeploymentState.ANALYZING,
                        remote.hub().title() + " is asked which file to take");
            }
            try {
                return models.find(earlier.<ModelSource>map(Chosen::file).orElse(source), plan,
                        this);
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
