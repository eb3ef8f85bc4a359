// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubException;
import io.ringrank.gateway.hub.HubProblem.Kind;
import io.ringrank.gateway.hub.RemoteFile;
import io.ringrank.gateway.hub.TestHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What downloads mean to each other. */
class DownloadsTest extends DownloadFixture {

    private static final String F16 = "bge-reranker-v2-m3-FP16.gguf";

    private static RemoteFile other(int number, long bytes) {
        return new RemoteFile(Hub.HUGGING_FACE, TestHub.BGE, "a".repeat(40), Q8, bytes,
                String.format(Locale.ROOT, "%064x", number));
    }

    @Test
    void however_many_ask_it_comes_once() throws Exception {
        Download first = rig.downloads.start(file);
        Download second = rig.downloads.start(file);

        assertThat(second).isSameAs(first);
        assertThat(first.await(_ -> {})).hasBinaryContent(bytes);
        assertThat(hub.asked).filteredOn(asked -> asked.startsWith("cdn")).hasSize(1);
    }

    @Test
    void the_last_who_leaves_stops_it_and_what_came_is_kept() throws Exception {
        leavePart(Arrays.copyOf(bytes, 500));
        hub.stallsAfter = 1;
        Download download = rig.downloads.start(file);
        rig.downloads.start(file);

        rig.downloads.leave(download);
        assertThat(download.isStopped()).isFalse();
        rig.downloads.leave(download);
        assertThat(catchThrowableOfType(HubException.class, () -> download.await(_ -> {})))
                .isNotNull();

        assertThat(download.state()).isEqualTo(new Download.Stopped());
        assertThat(part()).exists();
        hub.stallsAfter = TestHub.NEVER;
        assertThat(rig.fetch(file)).hasBinaryContent(bytes);
    }

    @Test
    void two_files_come_at_a_time_and_the_others_wait() throws Exception {
        hub.stallsAfter = 1;
        List<Download> downloads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            downloads.add(rig.downloads.start(rig.file(Hub.HUGGING_FACE,
                    List.of(Q8, F16, "bge-reranker-v2-m3-Q2_K.gguf")
                            .get(i))));
        }
        while (downloads.stream().limit(2).anyMatch(d -> d.state() instanceof Download.Waiting)) {
            Thread.onSpinWait();
        }

        assertThat(downloads.get(2).state()).isEqualTo(new Download.Waiting());
        hub.stallsAfter = TestHub.NEVER;
        rig.downloads.cancel(downloads.getFirst());
        assertThat(downloads.get(2).await(_ -> {})).exists();
        rig.downloads.cancel(downloads.get(1));
    }

    @Test
    void no_more_than_a_hundred_wait() throws Exception {
        hub.stallsAfter = 1;
        // These two take the slots, so that the others only wait.
        rig.downloads.start(file);
        rig.downloads.start(rig.file(Hub.HUGGING_FACE, F16));
        for (int i = 2; i < 100; i++) {
            rig.downloads.start(other(i, bytes.length));
        }

        assertThat(catchThrowableOfType(HubException.class,
                () -> rig.downloads.start(other(100, bytes.length))).problem().kind())
                .isEqualTo(Kind.BUSY);
    }

    @Test
    void what_others_will_still_take_of_the_disk_is_reckoned_with() throws Exception {
        RemoteFile larger = rig.file(Hub.HUGGING_FACE, F16);
        // Each has room, but not both.
        rig.usableBytes = (64L << 20) + larger.bytes() + 100;
        hub.stallsAfter = 1;
        Download first = rig.downloads.start(file);
        while (!(first.state() instanceof Download.Running)) {
            Thread.onSpinWait();
        }

        assertThat(catchThrowableOfType(HubException.class, () -> rig.fetch(larger)).problem()
                .kind()).isEqualTo(Kind.STORAGE);
        hub.stallsAfter = TestHub.NEVER;
        rig.downloads.cancel(first);
        assertThat(rig.fetch(larger)).exists();
    }

    @Test
    void one_that_was_cancelled_leaves_the_file_of_the_next_one_alone() throws Exception {
        for (int i = 0; i < 30; i++) {
            hub.stallsAfter = 1;
            Download first = rig.downloads.start(file);
            while (!(first.state() instanceof Download.Running)) {
                Thread.onSpinWait();
            }
            hub.stallsAfter = TestHub.NEVER;
            rig.downloads.cancel(first);
            Path path = rig.downloads.start(file).await(_ -> {});

            assertThat(path).hasBinaryContent(bytes);
            Files.delete(rig.caches.huggingFace().blob(file));
        }
    }
}
