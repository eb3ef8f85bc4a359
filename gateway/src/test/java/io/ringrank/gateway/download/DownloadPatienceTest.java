// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.RemoteFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a download waits for, and how long. */
class DownloadPatienceTest extends DownloadFixture {

    @Test
    void another_process_at_the_same_file_is_waited_for() throws Exception {
        leavePart(Arrays.copyOf(bytes, 5_000));
        Download download;
        try (FileChannel other = FileChannel.open(part(), StandardOpenOption.WRITE);
                FileLock _ = other.lock()) {
            download = rig.downloads.start(file);
            while (!(download.state() instanceof Download.Pausing)) {
                assertThat(download.isOver()).isFalse();
                Thread.onSpinWait();
            }
            assertThat(download.state()).isEqualTo(new Download.Pausing(
                    new HubProblem(Kind.LOCKED, "Another download has "
                            + part().getFileName() + "; it is waited for."),
                    5_000));
        }
        assertThat(download.await(_ -> {})).hasBinaryContent(bytes);
        assertThat(ranges()).containsExactly("bytes=5000-" + (bytes.length - 1));
    }

    @Test
    void what_another_process_has_fetched_meanwhile_does_not_come_again() throws Exception {
        CountDownLatch isWaitedFor = new CountDownLatch(1);
        Downloads others = new Downloads(rig.hubs, rig.caches, _ -> {
            awaitUnlessInterrupted(isWaitedFor);
            return Long.MAX_VALUE;
        }, System::nanoTime, RetryPolicy.USUAL);
        try (others) {
            Download first = others.start(file);
            while (!Files.exists(part())) {
                Thread.onSpinWait();
            }
            Download second = rig.downloads.start(file);
            while (!(second.state() instanceof Download.Pausing)) {
                assertThat(second.isOver()).isFalse();
                Thread.onSpinWait();
            }
            isWaitedFor.countDown();

            assertThat(first.await(_ -> {})).hasBinaryContent(bytes);
            assertThat(second.await(_ -> {})).hasBinaryContent(bytes);
            assertThat(ranges()).hasSize(1);
        }
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of a file so large that some of it counts as progress. */
    private RemoteFile large() throws Exception {
        hub.put("org/large", "c".repeat(40), Map.of("large-F16.gguf", new byte[3 << 20]));
        return rig.hubs.of(Hub.HUGGING_FACE).repository("org/large").files().getFirst();
    }

    private Kind failureOfLarge() {
        return catchThrowableOfType(HubException.class, () -> rig.fetch(large())).problem()
                .kind();
    }

    @Test
    void a_file_that_is_cut_and_spoilt_by_turns_is_given_up() {
        hub.spoils = true;
        for (int i = 0; i < 20; i++) {
            hub.cuts.addAll(List.of(2 << 20, Integer.MAX_VALUE));
        }

        assertThat(failureOfLarge()).isEqualTo(Kind.UNREACHABLE);
        assertThat(hub.cuts).hasSizeGreaterThan(30);
    }

    @Test
    void what_came_before_and_comes_again_is_no_progress() {
        hub.ignoresRanges = true;
        for (int i = 0; i < 20; i++) {
            hub.cuts.addAll(List.of(1_200_000, 2_700_000));
        }

        assertThat(failureOfLarge()).isEqualTo(Kind.UNREACHABLE);
        assertThat(hub.cuts).hasSizeGreaterThan(30);
    }

    @Test
    void a_connection_that_breaks_often_but_brings_much_is_not_given_up() throws Exception {
        hub.put("org/huge", "c".repeat(40), Map.of("huge-F16.gguf", new byte[5 << 20]));
        for (int i = 0; i < 4; i++) {
            hub.cuts.add((1 << 20) + 1);
        }

        assertThat(rig.fetch(rig.hubs.of(Hub.HUGGING_FACE)
                .repository("org/huge")
                .files()
                .getFirst())).hasSize(5 << 20);
        assertThat(hub.cuts).isEmpty();
    }
}
