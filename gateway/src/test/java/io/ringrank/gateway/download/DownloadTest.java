// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.RemoteFile;
import io.ringrank.gateway.hub.TestHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to a file on its way. */
class DownloadTest extends DownloadFixture {

    private Path blob() {
        return rig.caches.huggingFace().blob(file);
    }

    private HubProblem failure() {
        return catchThrowableOfType(HubException.class, () -> rig.fetch(file)).problem();
    }

    @ParameterizedTest
    @EnumSource
    void a_file_comes_whole_into_the_cache_that_others_share(Hub from) throws Exception {
        RemoteFile wanted = rig.file(from, Q8);

        Path path = rig.fetch(wanted);

        assertThat(path).hasBinaryContent(bytes);
        Path root = directory.resolve(from == Hub.HUGGING_FACE ? "hf" : "ms")
                .resolve("models--gpustack--bge-reranker-v2-m3-GGUF");
        assertThat(path).isEqualTo(
                root.resolve("snapshots").resolve(wanted.revision()).resolve(Q8));
        assertThat(Files.readSymbolicLink(path))
                .isEqualTo(Path.of("../../blobs", TestHub.sha256(bytes)));
        assertThat(root.resolve("refs/main")).hasContent(wanted.revision());
        try (Stream<Path> blobs = Files.list(root.resolve("blobs"))) {
            assertThat(blobs).containsExactly(root.resolve("blobs").resolve(wanted.sha256()));
        }
    }

    @Test
    void a_connection_that_breaks_at_any_byte_is_taken_up_there() throws Exception {
        // Every byte of the first ones, where buffers begin, and the last; some in between.
        List<Integer> places = new ArrayList<>(List.of(0, 1, 2, 3, 7, 8191, 8192, 8193, 16_384));
        for (int at = 100; at < bytes.length; at += 1_999) {
            places.add(at);
        }
        places.add(bytes.length - 1);
        for (int cut : places) {
            hub.cuts.add(cut);

            assertThat(rig.fetch(file)).as("cut after " + cut).hasBinaryContent(bytes);
            assertThat(part()).doesNotExist();
            assertThat(hub.cuts).isEmpty();
            String last = ranges().getLast();
            int resumedAt = Integer.parseInt(last.replaceAll("bytes=([0-9]+)-.*", "$1"));
            assertThat(resumedAt).as(last).isLessThanOrEqualTo(cut);
            Files.delete(blob());
        }
        assertThat(ranges()).anyMatch(range -> !range.startsWith("bytes=0-"));
    }

    @Test
    void what_an_earlier_process_left_is_gone_on_with() throws Exception {
        leavePart(Arrays.copyOf(bytes, 5_000));

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
        assertThat(ranges()).containsExactly("bytes=5000-" + (bytes.length - 1));
    }

    @Test
    void a_file_that_was_complete_but_not_named_yet_needs_no_network() throws Exception {
        leavePart(bytes);
        hub.asked.clear();

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void a_beginning_that_was_spoilt_is_thrown_away_and_the_file_fetched_anew() throws Exception {
        byte[] spoilt = Arrays.copyOf(bytes, 5_000);
        spoilt[17] ^= 1;
        leavePart(spoilt);

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
        assertThat(ranges()).containsExactly("bytes=5000-" + (bytes.length - 1),
                "bytes=0-" + (bytes.length - 1));
    }

    @Test
    void a_beginning_that_is_too_long_is_thrown_away() throws Exception {
        leavePart(Arrays.copyOf(bytes, bytes.length + 1));

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void a_server_that_can_not_resume_sends_it_all_again() throws Exception {
        leavePart(Arrays.copyOf(bytes, 5_000));
        hub.ignoresRanges = true;

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
        assertThat(ranges()).hasSize(1);
    }

    @Test
    void bytes_with_another_digest_never_get_a_name() {
        hub.spoils = true;

        assertThat(failure()).isEqualTo(new HubProblem(Kind.CORRUPT, Q8 + " came with another"
                + " SHA-256 than Hugging Face announced, and was thrown away; try again."));
        assertThat(blob()).doesNotExist();
        assertThat(part()).doesNotExist();
    }

    @Test
    void a_connection_that_breaks_again_and_again_is_given_up_and_what_came_is_kept() {
        hub.cuts.addAll(List.of(100, 100, 100, 100));

        assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(part()).exists();
        assertThat(hub.cuts).as("three attempts").hasSize(1);
    }

    @Test
    void too_many_requests_are_waited_for_if_that_is_short() throws Exception {
        hub.refusals.add(429);

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void a_hub_in_trouble_is_asked_again() throws Exception {
        hub.refusals.addAll(List.of(503, 502));

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void a_refusal_is_final() {
        hub.gated.add(TestHub.BGE);
        hub.asked.clear();

        assertThat(failure().kind()).isEqualTo(Kind.GATED);
        assertThat(hub.asked).hasSize(1);
    }

    @Test
    void a_disk_without_room_is_told_before_anything_comes() {
        rig.usableBytes = 64L << 20;

        assertThat(failure().kind()).isEqualTo(Kind.STORAGE);
        assertThat(failure().message()).contains("has 0.06 GiB free").contains("models rm");
        assertThat(ranges()).isEmpty();
    }

    @Test
    void what_is_there_already_counts_for_the_room() throws Exception {
        leavePart(Arrays.copyOf(bytes, bytes.length - 10));
        rig.usableBytes = (64L << 20) + 10;

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void a_folder_that_can_not_be_written_is_told() throws Exception {
        Files.createDirectories(directory.resolve("hf"));
        Files.writeString(
                directory.resolve("hf").resolve("models--gpustack--bge-reranker-v2-m3-GGUF"), "x");

        assertThat(failure().kind()).isEqualTo(Kind.STORAGE);
    }

    @Test
    void a_file_that_another_program_fetched_is_used() throws Exception {
        Files.createDirectories(blob().getParent());
        Files.write(blob(), bytes);
        hub.asked.clear();

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void a_file_that_another_program_spoilt_is_fetched_anew() throws Exception {
        Files.createDirectories(blob().getParent());
        Files.write(blob(), new byte[bytes.length]);

        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void it_says_how_far_it_is() throws Exception {
        List<Download.State> heard = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        hub.stallsAfter = 1;
        Download download = rig.downloads.start(file);
        Thread listener = Thread.ofVirtual().start(() -> {
            try {
                download.await(state -> {
                    heard.add(state);
                    begun.countDown();
                });
            } catch (HubException | InterruptedException _) {
                // It is stopped below.
            }
        });
        begun.await();
        rig.downloads.cancel(download);
        listener.join();

        assertThat(heard.getFirst()).isInstanceOfSatisfying(Download.Running.class,
                running -> assertThat(running.total()).isEqualTo(bytes.length));
        assertThat(heard.getLast()).isEqualTo(new Download.Stopped());
    }

    @Test
    void cancelled_it_ends_at_once_and_nothing_stays() throws Exception {
        hub.stallsAfter = 1;
        Download download = rig.downloads.start(file);
        rig.downloads.cancel(download);

        HubProblem problem = catchThrowableOfType(HubException.class,
                () -> download.await(_ -> {})).problem();

        assertThat(problem.message()).contains("was stopped");
        assertThat(part()).doesNotExist();
        assertThat(rig.downloads.all()).isEmpty();
        hub.stallsAfter = TestHub.NEVER;
        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void a_revision_that_moves_leaves_the_old_file_and_shows_the_new_one() throws Exception {
        Path old = rig.fetch(file);
        byte[] changed = bytes.clone();
        changed[changed.length - 1] ^= 1;
        hub.put(TestHub.BGE, "b".repeat(40), Map.of(Q8, changed));

        Path fresh = rig.fetch(rig.file(Hub.HUGGING_FACE, Q8));

        assertThat(old).hasBinaryContent(bytes);
        assertThat(fresh).hasBinaryContent(changed);
        assertThat(rig.caches.list()).singleElement()
                .satisfies(cached -> assertThat(cached.file()).isEqualTo(fresh));
    }

    @Test
    void a_hub_that_leads_elsewhere_is_not_followed() {
        hub.elsewhere = "http://127.0.0.1:1/x";

        assertThat(failure().kind()).isEqualTo(Kind.FORBIDDEN_HOST);
    }
}
