// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.download.Download;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The states of a deployment, from each of its phases, and from each event to each other. */
class PhaseTest {

    private static final ModelSource.Remote FILE = new ModelSource.Remote(Hub.HUGGING_FACE,
            "org/name", Optional.of("model-Q8_0.gguf"));

    /** All that can happen to a model on its way, and the state that it leads to. */
    private static Map<Consumer<ModelFetch>, DeploymentStatus> events() {
        Map<Consumer<ModelFetch>, DeploymentStatus> events = new LinkedHashMap<>();
        events.put(fetch -> fetch.onChosen(FILE, false, "It fits."), new DeploymentStatus(
                DeploymentState.SCHEDULED, "model-Q8_0.gguf: It fits."));
        events.put(ModelFetch::onHere, new DeploymentStatus(DeploymentState.INITIALIZING,
                "the model file is being checked"));
        events.put(fetch -> fetch.onState(new Download.Waiting()), new DeploymentStatus(
                DeploymentState.INITIALIZING, "model-Q8_0.gguf waits for other downloads"));
        events.put(fetch -> fetch.onState(new Download.Running(50, 100, 1 << 20)),
                new DeploymentStatus(DeploymentState.DOWNLOADING,
                        "downloading model-Q8_0.gguf: 50 %, 1.0 MiB/s"));
        events.put(fetch -> fetch.onState(new Download.Running(0, 0, 0)), new DeploymentStatus(
                DeploymentState.DOWNLOADING, "downloading model-Q8_0.gguf: 100 %, 0.0 MiB/s"));
        events.put(
                fetch -> fetch.onState(new Download.Pausing(
                        new HubProblem(HubProblem.Kind.LOCKED, "Another download has it."), 50)),
                new DeploymentStatus(DeploymentState.INITIALIZING,
                        "Another download has it. It is tried again."));
        events.put(fetch -> fetch.onState(new Download.Done(Path.of("model-Q8_0.gguf"))),
                new DeploymentStatus(DeploymentState.INITIALIZING,
                        "the model file is being checked"));
        events.put(
                fetch -> fetch.onState(new Download.Failed(
                        new HubProblem(HubProblem.Kind.STORAGE, "The disk is full."))),
                new DeploymentStatus(DeploymentState.ERROR, "The disk is full."));
        events.put(fetch -> fetch.onState(new Download.Stopped()),
                new DeploymentStatus(DeploymentState.ERROR, "the download was stopped"));
        return events;
    }

    @Test
    void every_event_of_a_download_leads_to_its_state_from_every_other() {
        List<Consumer<ModelFetch>> all = new ArrayList<>(events().keySet());
        events().forEach((event, expected) -> {
            for (Consumer<ModelFetch> before : all) {
                ModelFetch fetch = new ModelFetch("bge", _ -> {}, Optional.empty());
                fetch.onChosen(FILE, false, "It fits.");
                before.accept(fetch);

                event.accept(fetch);

                DeploymentStatus status = new Phase.Fetching(fetch.status()).status();
                assertThat(status.state()).isEqualTo(expected.state());
                assertThat(status.message()).isEqualTo(expected.message());
                assertThat(status.percent().isPresent())
                        .isEqualTo(expected.state() == DeploymentState.DOWNLOADING);
            }
        });
    }

    @Test
    void a_model_that_nothing_was_heard_of_is_looked_up() {
        assertThat(new ModelFetch("bge", _ -> {}, Optional.empty()).status().state())
                .isEqualTo(DeploymentState.ANALYZING);
    }

    @Test
    void every_phase_has_its_state_and_says_why() {
        Map<Phase, DeploymentStatus> states = Map.of(
                new Phase.Loading("12 %"), new DeploymentStatus(DeploymentState.STARTING, "12 %"),
                new Phase.Serving(Optional.empty(), true),
                new DeploymentStatus(DeploymentState.RUNNING, ""),
                new Phase.Serving(Optional.empty(), false),
                new DeploymentStatus(DeploymentState.RUNNING, ""),
                new Phase.Serving(Optional.of("it is being tested"), false),
                new DeploymentStatus(DeploymentState.STARTING, "it is being tested"),
                new Phase.Serving(Optional.of("its scores are wrong"), true),
                new DeploymentStatus(DeploymentState.ERROR, "its scores are wrong"),
                new Phase.WithoutLanes("the engine ended"),
                new DeploymentStatus(DeploymentState.UNREACHABLE, "the engine ended"),
                new Phase.Failed("the file is refused"),
                new DeploymentStatus(DeploymentState.ERROR, "the file is refused"));

        states.forEach((phase, status) -> assertThat(phase.status()).isEqualTo(status));
    }
}
