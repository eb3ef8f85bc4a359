// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import io.ringrank.gateway.download.Download;
import io.ringrank.gateway.download.FetchListener;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.RemoteFile;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a deployment does before its first engine starts. Any thread. */
final class ModelFetch implements FetchListener {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFetch.class);
    private static final int PERCENT = 100;
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final String CHECKING = "the model file is being checked";

    private final String deployment;
    private final Progress progress;
    private volatile String text = CHECKING;
    private volatile String file = "";

    ModelFetch(String deployment, Progress progress) {
        this.deployment = deployment;
        this.progress = progress;
    }

    /** A part of a sentence. */
    String text() {
        return text;
    }

    @Override
    public void onChosen(RemoteFile chosen, String reason) {
        file = chosen.path();
        text = "downloading " + file;
        LOG.info("deployment {}: downloading {}. {}", deployment, chosen.source().text(), reason);
        progress.say(deployment + ": downloading " + file + ". " + reason);
    }

    @Override
    public void onState(Download.State state) {
        text = switch (state) {
            case Download.Waiting() -> file + " waits for other downloads";
            case Download.Running(long bytes, long total, long bytesPerSecond) -> String.format(
                    Locale.ROOT, "downloading %s: %d %%, %.1f MiB/s", file,
                    total == 0 ? PERCENT : PERCENT * bytes / total,
                    bytesPerSecond / BYTES_PER_MIB);
            case Download.Done _ -> CHECKING;
            case Download.Failed(HubProblem problem) -> problem.message();
            case Download.Stopped() -> "the download was stopped";
        };
    }
}
