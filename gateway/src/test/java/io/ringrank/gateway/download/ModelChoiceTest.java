// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static io.ringrank.gateway.download.StoreRig.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.TestHub;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which file a source becomes, with and without its hub and a cache. */
class ModelChoiceTest extends StoreFixture {

    private static final String Q2 = "bge-reranker-v2-m3-Q2_K.gguf";

    private final Heard heard = new Heard();

    private Path fetch(String text) throws Exception {
        try (ModelStore.Held held = rig.store.fetch(source(text), heard)) {
            return held.file().file();
        }
    }

    @Test
    void what_is_chosen_does_not_depend_on_what_is_here() throws Exception {
        fetch(BGE + ":F16");
        fetch(BGE + ":Q2_K");

        assertThat(fetch(BGE)).hasFileName(Q8);
        String reason = heard.reasons.getLast();
        assertThat(reason).startsWith("Q8_0 scores as");
        assertThat(fetch(BGE)).hasFileName(Q8);
        assertThat(heard.reasons.getLast()).isEqualTo(reason);
    }

    @Test
    void a_file_that_is_here_needs_no_head_of_the_hub() throws Exception {
        fetch(BGE);
        StoreRig restarted = new StoreRig(hub, directory);
        hub.asked.clear();
        try (restarted; ModelStore.Held held = restarted.store.fetch(source(BGE), heard)) {
            assertThat(held.file().file()).hasFileName(Q8);
        }

        assertThat(hub.asked).hasSize(2).noneMatch(asked -> asked.contains("/resolve/"));
    }

    @Test
    void without_the_hub_the_best_that_is_here_and_fits_is_taken_and_the_reason_says_so()
            throws Exception {
        fetch(BGE + ":F16");
        fetch(BGE + ":Q2_K");
        byte[] large = Arrays.copyOf("GGUF".getBytes(StandardCharsets.US_ASCII), 1_000);
        hub.put("org/small", "e".repeat(40), Map.of("m-F16.gguf", large, "m-Q4_0.gguf",
                Arrays.copyOf(large, 100)));
        fetch("hf:org/small:F16");
        fetch("hf:org/small:Q4_0");
        hub.close();
        rig.appraiser.available = OptionalLong.of(500);
        assertThat(fetch("hf:org/small")).hasFileName("m-Q4_0.gguf");
        rig.appraiser.available = OptionalLong.empty();

        assertThat(fetch(BGE)).hasFileName("bge-reranker-v2-m3-FP16.gguf");
        assertThat(heard.reasons.getLast())
                .startsWith("It is the best of the files that are here, since the hub can't be"
                        + " asked: Hugging Face can't be reached at 127.0.0.1: ");
        hub = new TestHub();
    }

    @Test
    void without_the_hub_what_is_here_must_be_usable() throws Exception {
        Path snapshot = Files.createDirectories(directory.resolve("hf/models--org--other")
                .resolve("snapshots")
                .resolve("c".repeat(40)));
        Files.writeString(snapshot.resolve("other-Q8_0.gguf"), "text");
        Files.writeString(snapshot.resolve("other-F16-00001-of-00002.gguf"), "GGUF");

        assertThatThrownBy(() -> fetch("hf:org/other"))
                .hasMessageContaining("Hugging Face shows nobody the repository org/other");
    }

    @Test
    void a_head_that_can_not_be_read_is_passed_over_and_the_reason_says_so() throws Exception {
        hub.broken.put(Q8, 404);

        assertThat(fetch(BGE)).hasFileName("bge-reranker-v2-m3-FP16.gguf");
        assertThat(heard.reasons.getLast()).contains(" " + Q8 + " was passed over: ")
                .doesNotContain("Better ones");
    }

    @Test
    void a_head_that_comes_the_second_time_is_not_passed_over() throws Exception {
        hub.cuts.add(0);

        assertThat(fetch(BGE)).hasFileName(Q8);
    }

    @Test
    void a_head_that_a_server_in_trouble_keeps_is_passed_over() throws Exception {
        hub.broken.put(Q8, 500);

        assertThat(fetch(BGE)).hasFileName("bge-reranker-v2-m3-FP16.gguf");
    }

    @Test
    void a_head_that_trickles_in_is_not_waited_for() throws Exception {
        rig.appraiser.onAppraise = () -> rig.nanoTime.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThatThrownBy(() -> fetch(BGE)).hasMessageContaining("it comes too slowly");
        rig.appraiser.onAppraise = () -> {};
        assertThat(fetch(BGE)).hasFileName(Q8);
    }

    @Test
    void when_no_head_can_be_read_the_choice_may_be_tried_again() {
        hub.broken.putAll(Map.of(Q8, 500, "bge-reranker-v2-m3-FP16.gguf", 503));

        assertThatThrownBy(() -> fetch(BGE)).isInstanceOfSatisfying(HubException.class,
                e -> assertThat(e.problem().isTemporary()).isTrue());
    }

    @Test
    void a_split_file_is_refused_before_anything_comes() throws Exception {
        byte[] bytes = hub.bytes(TestHub.BGE, Q8);
        hub.put("org/split", "e".repeat(40), Map.of("m-F16-00001-of-00002.gguf", bytes,
                "m-F16-00002-of-00002.gguf", bytes));

        for (String file : new String[]{"", ":F16", ":m-F16-00002-of-00002.gguf"}) {
            assertThatThrownBy(() -> fetch("hf:org/split" + file))
                    .isInstanceOfSatisfying(HubException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Kind.REFUSED))
                    .hasMessageContaining("m-F16-00001-of-00002.gguf: it is split into parts, which"
                            + " this server doesn't fetch");
        }
        assertThat(rig.catalog.files(Hub.HUGGING_FACE, "org/split").choices()).singleElement()
                .satisfies(choice -> assertThat(choice.appraisal().toString())
                        .contains("split into parts"));
        assertThat(hub.asked).noneMatch(asked -> asked.startsWith("cdn"));
    }

    @Test
    void two_models_of_one_quantisation_are_not_chosen_between() throws Exception {
        byte[] bytes = hub.bytes(TestHub.BGE, Q8);
        byte[] other = hub.bytes(TestHub.BGE, Q2);
        hub.put("org/two", "e".repeat(40), Map.of("a-Q8_0.gguf", bytes, "b-Q8_0.gguf", other,
                "sub/b-Q8_0.gguf", other, "a-Q4_0.gguf", other));

        assertThatThrownBy(() -> fetch("hf:org/two")).hasMessage("The repository org/two has"
                + " several files that are called Q8_0: a-Q8_0.gguf, b-Q8_0.gguf, sub/b-Q8_0.gguf;"
                + " name one of them.");
        assertThatThrownBy(() -> fetch("hf:org/two:Q8_0")).hasMessageContaining("name one of");
        assertThat(fetch("hf:org/two:b-Q8_0.gguf")).hasFileName("b-Q8_0.gguf");
        assertThat(fetch("hf:org/two:a-Q8_0.gguf")).hasFileName("a-Q8_0.gguf");
        assertThatThrownBy(() -> fetch("hf:org/two:Q8_0")).as("both are here")
                .hasMessageContaining("name one of");
        assertThat(fetch("hf:org/two:Q4_0")).hasFileName("a-Q4_0.gguf");
    }
}
