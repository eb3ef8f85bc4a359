// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.hub.AppraisedRepository.Choice;
import io.ringrank.gateway.hub.Appraiser.Appraisal;
import io.ringrank.gateway.hub.Appraiser.Unusable;
import io.ringrank.gateway.hub.Appraiser.Usable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which file is taken if nobody chooses, and why. */
class AppraisedRepositoryTest {

    private static final long GIB = 1L << 30;

    private final List<RemoteFile> files = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();

    private void file(String path, double gib) {
        files.add(new RemoteFile(Hub.HUGGING_FACE, "a/b", "main", path, (long) (gib * GIB),
                "0".repeat(64)));
    }

    private AppraisedRepository repository(OptionalLong available, boolean onProcessor) {
        Repository repository = new Repository(Hub.HUGGING_FACE, "a/b", "main", files);
        return new AppraisedRepository(repository,
                FileChoice.of(repository)
                        .stream()
                        .map(file -> new Choice(file, appraisal(file)))
                        .toList(),
                available, onProcessor);
    }

    private Appraisal appraisal(FileChoice file) {
        return unusable.contains(file.first().path())
                ? new Unusable(List.of("the pooler is missing: convert it again"))
                : new Usable(List.of(), "bert", "F16", file.bytes());
    }

    private static String path(AppraisedRepository.Recommendation found) {
        return found.choice().file().first().path();
    }

    private void offerAllKinds() {
        file("m-Q2_K.gguf", 0.4);
        file("m-Q4_K_M.gguf", 0.5);
        file("m-Q8_0.gguf", 0.6);
        file("m-F16.gguf", 1.2);
        file("m-F32.gguf", 2.4);
    }

    @Test
    void on_the_processor_it_is_the_fastest_that_scores_as_the_original() throws Exception {
        offerAllKinds();

        var found = repository(OptionalLong.of(8 * GIB), true).recommend();

        assertThat(path(found)).isEqualTo("m-Q8_0.gguf");
        assertThat(found.reason()).isEqualTo("Q8_0 scores as the original does to within rounding,"
                + " and of such files it is the fastest on the processor; it takes 0.60 GiB of the"
                + " 8.00 GiB available.");
    }

    @Test
    void on_a_gpu_it_is_another() throws Exception {
        offerAllKinds();

        assertThat(path(repository(OptionalLong.empty(), false).recommend()))
                .isEqualTo("m-F16.gguf");
    }

    @Test
    void what_does_not_fit_or_can_not_be_used_is_passed_over_and_the_reason_says_so()
            throws Exception {
        offerAllKinds();
        unusable.add("m-Q8_0.gguf");

        var found = repository(OptionalLong.of(GIB), true).recommend();

        assertThat(path(found)).isEqualTo("m-Q4_K_M.gguf");
        assertThat(found.reason()).startsWith("Q4_K_M keeps most of the original")
                .endsWith("Better ones don't fit or can't be used.");
    }

    @Test
    void if_nothing_fits_the_smallest_is_named() {
        offerAllKinds();

        assertThatThrownBy(() -> repository(OptionalLong.of(GIB / 4), true).recommend())
                .isInstanceOf(HubException.class)
                .hasMessageContaining("no file fits; even m-Q2_K.gguf would take 0.40 GiB of the"
                        + " 0.25 GiB available");
    }

    @Test
    void if_nothing_can_be_used_the_doctor_says_why() {
        file("m-Q8_0.gguf", 1);
        unusable.add("m-Q8_0.gguf");

        assertThatThrownBy(() -> repository(OptionalLong.empty(), true).recommend())
                .hasMessage("The repository a/b can't be used here: m-Q8_0.gguf: the pooler is"
                        + " missing: convert it again.");
    }

    private String named(String name) throws HubException {
        return FileChoice.named(FileChoice.of(new Repository(Hub.HUGGING_FACE, "a/b", "main",
                files)), "a/b", name).first().path();
    }

    @Test
    void a_file_is_found_by_path_name_or_kind() throws Exception {
        offerAllKinds();
        file("sub/other-Q6_K.gguf", 1);

        assertThat(named("m-F16.gguf")).isEqualTo("m-F16.gguf");
        assertThat(named("other-Q6_K.gguf")).isEqualTo("sub/other-Q6_K.gguf");
        assertThat(named("q4_k_m")).isEqualTo("m-Q4_K_M.gguf");
        assertThatThrownBy(() -> named("Q3_K_M"))
                .hasMessageStartingWith("The repository a/b has no GGUF file Q3_K_M; it has m-F16");
    }

    @Test
    void parts_of_one_model_are_one_choice_and_projectors_none() {
        file("m-F16-00002-of-00002.gguf", 1);
        file("m-F16-00001-of-00002.gguf", 2);
        file("mmproj-F16.gguf", 1);
        file("config.json", 1);

        assertThat(repository(OptionalLong.empty(), true).choices()).singleElement()
                .satisfies(choice -> {
                    assertThat(choice.file().bytes()).isEqualTo(3 * GIB);
                    assertThat(choice.file().first().path())
                            .isEqualTo("m-F16-00001-of-00002.gguf");
                    assertThat(choice.file().parts()).hasSize(2);
                });
    }
}
