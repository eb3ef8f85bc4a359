// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static io.ringrank.gateway.download.StoreRig.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringrank.gateway.download.ModelStore.Deletion;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.ModelSource;
import io.ringrank.gateway.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ModelStoreTest extends StoreFixture {

    private final Heard heard = new Heard();

    private Path fetch(String text) throws Exception {
        try (ModelStore.Held held = rig.store.fetch(source(text), heard)) {
            return held.file().file();
        }
    }

    @Test
    void fetches_what_suits_the_machine_and_says_why() throws Exception {
        assertThat(fetch(BGE)).hasFileName(Q8)
                .hasBinaryContent(hub.bytes(TestHub.BGE, Q8));
        assertThat(heard.reasons).singleElement().asString().startsWith("Q8_0 scores as");
        assertThat(heard.states).last().isInstanceOf(Download.Done.class);
    }

    @Test
    void fetches_what_was_asked_for() throws Exception {
        assertThat(fetch(BGE + ":fp16")).hasFileName("bge-reranker-v2-m3-FP16.gguf");
        assertThat(fetch(BGE + ":bge-reranker-v2-m3-Q2_K.gguf"))
                .hasFileName("bge-reranker-v2-m3-Q2_K.gguf");
    }

    @Test
    void what_is_here_is_served_without_a_network() throws Exception {
        Path path = fetch(BGE);
        hub.close();

        assertThat(fetch(BGE)).isEqualTo(path);
        assertThat(fetch(BGE + ":Q8_0")).isEqualTo(path);
        assertThat(fetch(BGE + ':' + Q8)).isEqualTo(path);
        assertThatThrownBy(() -> fetch(BGE + ":F16")).isInstanceOfSatisfying(HubException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Kind.UNREACHABLE));
        hub = new TestHub();
    }

    @Test
    void a_cache_of_another_program_is_served_too() throws Exception {
        Path snapshot = Files.createDirectories(directory.resolve("hf/models--org--other")
                .resolve("snapshots")
                .resolve("c".repeat(40)));
        Files.writeString(snapshot.resolve("other-F16.gguf"), "GGUF");
        Files.writeString(snapshot.resolve("mmproj-F16.gguf"), "GGUF");

        assertThat(fetch("hf:org/other")).isEqualTo(snapshot.resolve("other-F16.gguf"));
        hub.asked.clear();
        assertThat(fetch("hf:org/other:F16")).isEqualTo(snapshot.resolve("other-F16.gguf"));
        assertThat(fetch("hf:org/other:other-F16.gguf"))
                .isEqualTo(snapshot.resolve("other-F16.gguf"));
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void a_file_that_was_given_out_is_not_deleted_before_it_is_given_back() throws Exception {
        ModelStore.Held held = rig.store.fetch(source(BGE), heard);
        String id = rig.store.list().getFirst().id();

        assertThat(rig.store.delete(id)).isEqualTo(Deletion.IN_USE);
        held.close();
        held.close();
        assertThat(rig.store.delete(id)).isEqualTo(Deletion.DONE);
    }

    @Test
    void bytes_that_are_not_what_the_hub_announced_stay_as_long_as_they_are_served()
            throws Exception {
        Path path = fetch(BGE);
        byte[] spoilt = new byte[(int) Files.size(path)];
        Files.write(path, spoilt);
        try (ModelStore.Hold _ = rig.store.hold(path)) {
            assertThatThrownBy(() -> rig.fetch(rig.file(Hub.HUGGING_FACE, Q8)))
                    .hasMessageContaining("is here with another SHA-256")
                    .hasMessageContaining("stop that first");
            assertThat(path).hasBinaryContent(spoilt);
        }
        assertThat(rig.fetch(rig.file(Hub.HUGGING_FACE, Q8)))
                .hasBinaryContent(hub.bytes(TestHub.BGE, Q8));
    }

    @Test
    void what_can_not_be_named_or_read_in_that_cache_disturbs_nothing() throws Exception {
        fetch(BGE);
        Path root = directory.resolve("hf");
        Path snapshot = Files.createDirectories(root.resolve("models--org--odd/snapshots/x"));
        Files.write(snapshot.resolve("[odd]* name\n.gguf"), new byte[1]);
        Files.createSymbolicLink(snapshot.resolve("gone.gguf"), Path.of("nowhere"));
        Files.createSymbolicLink(snapshot.resolve("loop"), snapshot);
        Files.createDirectories(root.resolve("models--..--odd/snapshots/x"));
        Files.createDirectories(root.resolve("models--a--b--c/snapshots/x"));
        Files.createDirectories(root.resolve("models--org--file"));
        Files.write(root.resolve("models--org--file/snapshots"), new byte[1]);
        Files.write(root.resolve("version.txt"), new byte[1]);

        assertThat(rig.store.list()).hasSize(1);
        assertThatThrownBy(() -> fetch("hf:org/odd")).isInstanceOf(HubException.class);
    }

    @Test
    void a_file_that_can_not_be_used_is_not_fetched() {
        hub.put("org/text", "d".repeat(40), Map.of("text-F16.gguf", new byte[]{1, 2, 3, 4, 5}));

        assertThatThrownBy(() -> fetch("hf:org/text"))
                .hasMessageContaining("text-F16.gguf: it is not a GGUF file");
        assertThatThrownBy(() -> fetch("hf:org/text:F16"))
                .hasMessageContaining("it is not a GGUF file");
        assertThat(rig.downloads.all()).isEmpty();
    }

    @Test
    void a_file_that_does_not_fit_is_fetched_only_if_it_is_asked_for() throws Exception {
        rig.appraiser.available = OptionalLong.of(1);

        assertThatThrownBy(() -> fetch(BGE)).hasMessageContaining("no file fits");
        assertThat(fetch(BGE + ":Q8_0")).hasFileName(Q8);
    }

    @Test
    void each_head_is_read_once() throws Exception {
        rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE);
        rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE);

        assertThat(rig.appraiser.heads).hasValue(3);
    }

    @Test
    void no_more_heads_are_read_than_it_takes_to_choose() throws Exception {
        rig.catalog.choose(source(BGE), _ -> Optional.empty());
        assertThat(rig.appraiser.heads).hasValue(1);

        rig.catalog.choose(source(BGE + ":Q2_K"), _ -> Optional.empty());
        assertThat(rig.appraiser.heads).hasValue(2);
    }

    @Test
    void a_list_does_not_wait_for_heads_that_come_too_slowly() throws Exception {
        rig.appraiser.onAppraise = () -> rig.nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());

        assertThat(rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE).choices())
                .filteredOn(choice -> !choice.isUsable())
                .singleElement()
                .satisfies(choice -> assertThat(choice.appraisal().toString())
                        .contains("ask again"));
        assertThat(rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE).choices())
                .allMatch(choice -> choice.isUsable());
    }

    @Test
    void a_head_that_can_not_be_read_leaves_the_file_in_the_list() throws Exception {
        hub.elsewhere = "http://127.0.0.1:1/x";

        assertThat(rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE).choices()).hasSize(3)
                .allSatisfy(choice -> assertThat(choice.appraisal().toString())
                        .contains("not one of its own"));
        assertThat(hub.asked).as("it is the same for all of them")
                .filteredOn(asked -> asked.contains("/resolve/"))
                .hasSize(1);
    }

    @Test
    void a_choice_that_the_hub_prevents_says_what_the_hub_said() {
        hub.gated.add(TestHub.BGE);

        assertThatThrownBy(() -> fetch(BGE)).isInstanceOfSatisfying(HubException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Kind.GATED));
    }

    @Test
    void an_interrupted_caller_stops_what_nobody_else_wants() throws Exception {
        rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE);
        hub.stallsAfter = 1;
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                rig.store.fetch(source(BGE), new FetchListener() {

                    @Override
                    public void onChosen(ModelSource.Remote file, boolean here,
                            String reason) {
                        // It is the state that counts.
                    }

                    @Override
                    public void onHere() {
                        // It never is.
                    }

                    @Override
                    public void onState(Download.State state) {
                        begun.countDown();
                    }
                });
            } catch (HubException | IOException | InterruptedException _) {
                // That is expected.
            }
        });
        begun.await();
        Download download = rig.downloads.all().getFirst();

        caller.interrupt();
        caller.join();

        assertThat(download.isStopped()).isTrue();
    }

    @Test
    void lists_what_is_here_and_what_comes() throws Exception {
        rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE);
        fetch(BGE);
        hub.stallsAfter = 1;
        ModelStore.Pull pull = rig.store.pull(source(BGE + ":F16"));

        assertThat(rig.store.list()).extracting(entry -> entry.source().text())
                .containsExactly(BGE + ":bge-reranker-v2-m3-FP16.gguf", BGE + ':' + Q8);
        assertThat(rig.store.entry(pull.entry().id())).isPresent();
        assertThat(rig.store.list().getLast().status())
                .isInstanceOf(ModelEntry.Ready.class);

        assertThat(rig.store.delete(pull.entry().id())).isEqualTo(Deletion.DONE);
        assertThat(rig.store.list()).hasSize(1);
    }

    @Test
    void a_download_that_failed_stays_in_the_list_until_it_is_tried_again() throws Exception {
        hub.spoils = true;
        ModelStore.Pull pull = rig.store.pull(source(BGE + ":Q8_0"));
        while (!rig.downloads.all().getFirst().isOver()) {
            Thread.onSpinWait();
        }
        assertThat(rig.store.entry(pull.entry().id()).orElseThrow().status())
                .asString()
                .contains("another SHA-256");

        hub.spoils = false;
        fetch(BGE + ":Q8_0");
        assertThat(rig.store.entry(pull.entry().id()).orElseThrow().status())
                .isInstanceOf(ModelEntry.Ready.class);
    }

    @Test
    void deletes_a_file_with_its_bytes_unless_it_is_served() throws Exception {
        Path path = fetch(BGE);
        Path blob = path.toRealPath();
        String id = rig.store.list().getFirst().id();
        try (ModelStore.Hold _ = rig.store.hold(path)) {
            assertThat(rig.store.delete(id)).isEqualTo(Deletion.IN_USE);
        }

        assertThat(rig.store.delete(id)).isEqualTo(Deletion.DONE);
        assertThat(rig.store.delete(id)).isEqualTo(Deletion.NOT_FOUND);
        assertThat(path).doesNotExist();
        assertThat(blob).doesNotExist();
    }

    @Test
    void bytes_that_another_name_needs_stay() throws Exception {
        byte[] bytes = hub.bytes(TestHub.BGE, Q8);
        hub.put("org/twins", "e".repeat(40), Map.of("a-F16.gguf", bytes, "b-Q8_0.gguf", bytes));
        Path a = fetch("hf:org/twins:a-F16.gguf");
        Path b = fetch("hf:org/twins:b-Q8_0.gguf");
        assertThat(a.toRealPath()).isEqualTo(b.toRealPath());

        rig.store.delete(ModelEntry.id(source("hf:org/twins:a-F16.gguf")));

        assertThat(a).doesNotExist();
        assertThat(b).hasBinaryContent(bytes);
    }

    @Test
    void leftovers_of_ours_are_deleted_when_they_are_old_and_those_of_others_never()
            throws Exception {
        Path blobs = Files.createDirectories(directory.resolve("hf/models--org--x/blobs"));
        Path old = leftover(blobs.resolve("a.ringrank-part"), Duration.ofDays(8));
        Path fresh = leftover(blobs.resolve("b.ringrank-part"), Duration.ofDays(6));
        Path others = leftover(blobs.resolve("c.incomplete"), Duration.ofDays(80));

        rig.store.cleanUp(Instant.now());

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(others).exists();
    }

    @Test
    void files_may_be_named_only_if_they_really_lie_where_the_operator_allows() throws Exception {
        Path allowed = Files.createDirectories(directory.resolve("allowed/sub"));
        Path inside = Files.write(allowed.resolve("a.gguf"), new byte[1]);
        Path outside = Files.write(directory.resolve("b.gguf"), new byte[1]);
        Path link = Files.createSymbolicLink(allowed.resolve("c.gguf"), outside);
        Path back = Files.createSymbolicLink(directory.resolve("d.gguf"), inside);

        assertThat(allowed(inside)).contains(inside.toRealPath());
        assertThat(allowed(back)).contains(inside.toRealPath());
        assertThat(allowed(outside)).isEmpty();
        assertThat(allowed(link)).isEmpty();
        assertThat(allowed(allowed)).isEmpty();
        assertThat(allowed(allowed.resolve("../../b.gguf"))).isEmpty();
        assertThat(allowed(allowed.resolve("absent.gguf"))).isEmpty();
        assertThat(allowed(Path.of("a.gguf"))).isEmpty();
    }

    private Optional<Path> allowed(Path file) throws IOException {
        return rig.store.allowed(new ModelSource.LocalFile(file));
    }

    private static Path leftover(Path file, Duration age) throws IOException {
        Files.write(file, new byte[1]);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
