// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.HubAccess;
import io.ringrank.gateway.hub.Hubs;
import io.ringrank.gateway.hub.RemoteFile;
import io.ringrank.gateway.hub.TestHub;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that downloads, and dies without a chance to tidy up. */
class DownloadKillTest {

    private static final String Q8 = "bge-reranker-v2-m3-Q8_0.gguf";

    @TempDir
    private Path directory;

    @Test
    void a_kill_loses_nothing_that_came_and_leaves_nothing_that_looks_complete()
            throws Exception {
        try (TestHub hub = TestHub.withBge(); StoreRig rig = new StoreRig(hub, directory)) {
            RemoteFile file = rig.file(Hub.HUGGING_FACE, Q8);
            int came = 0;
            for (int more : new int[]{1, 4_000, 9_000}) {
                hub.stallsAfter = more;
                came += more;
                fetchUntilKilled(hub, came);
                assertThat(rig.caches.huggingFace().part(file)).hasSize(came);
                assertThat(rig.caches.list()).isEmpty();
            }
            hub.stallsAfter = TestHub.NEVER;
            hub.asked.clear();

            assertThat(rig.fetch(file)).hasBinaryContent(hub.bytes(TestHub.BGE, Q8));
            assertThat(hub.asked.getLast()).contains("bytes=" + came + '-');
        }
    }

    /** @param bytes that it must have written before it is killed */
    private void fetchUntilKilled(TestHub hub, int bytes) throws Exception {
        Process process = start(hub);
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && Long.parseLong(line) < bytes) {
                line = lines.readLine();
            }
            assertThat(line).as("it must come so far").isNotNull();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(TestHub hub) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(List.of(java.toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                FetcherMain.class.getName(), hub.endpoint().toString(), hub.bytesHost(),
                directory.toString())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Downloads, and says how many bytes are on the disk. */
    static final class FetcherMain {

        private FetcherMain() {}

        static void main(String[] arguments) throws Exception {
            HubAccess access = new HubAccess(URI.create(arguments[0]), "", Set.of(arguments[1]),
                    Duration.ofSeconds(60));
            Path root = Path.of(arguments[2]);
            HubCaches caches = new HubCaches(new HubCache(Hub.HUGGING_FACE, root.resolve("hf")),
                    new HubCache(Hub.MODELSCOPE, root.resolve("ms")));
            Hubs hubs = new Hubs(access, access, "", "");
            RemoteFile file = hubs.of(Hub.HUGGING_FACE)
                    .repository(TestHub.BGE)
                    .files()
                    .stream()
                    .filter(found -> found.path().equals(Q8))
                    .findFirst()
                    .orElseThrow();
            // A clock that leaps lets every part be reported.
            long[] nanos = {0};
            Downloads downloads = new Downloads(hubs, caches, _ -> Long.MAX_VALUE,
                    () -> nanos[0] += 1_000_000_000L, RetryPolicy.USUAL);
            downloads.start(file).await(state -> {
                if (state instanceof Download.Running running) {
                    System.out.println(running.bytes());
                }
            });
        }
    }
}
