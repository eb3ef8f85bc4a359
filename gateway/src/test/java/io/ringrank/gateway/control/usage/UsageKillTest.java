// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.access.RequestTrace;
import io.ringrank.gateway.control.ControlPlane;
import io.ringrank.gateway.control.ControlServer;
import io.ringrank.gateway.control.deployments.Fleet;
import io.ringrank.gateway.control.store.DataDirectoryLock;
import io.ringrank.gateway.control.store.Store;
import io.ringrank.gateway.download.LoneStore;
import io.ringrank.gateway.metrics.GatewayMetrics;
import io.ringrank.gateway.rerank.RequestListener;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that counts, and is killed without a chance to save. */
class UsageKillTest {

    private static final int COUNTED_BEFORE_KILL = 300;
    private static final long BEHIND_MILLIS_MAX = 2_000;
    private static final UsageQuery ALL = new UsageQuery(LocalDate.parse("2000-01-01"),
            LocalDate.parse("2999-12-31"), null, null);

    @TempDir
    private Path directory;

    @Test
    void a_kill_loses_no_more_than_what_was_counted_in_the_last_two_seconds() throws Exception {
        List<Long> counted = countUntilKilled();

        long killed = counted.getLast();
        long older = counted.stream().filter(at -> at < killed - BEHIND_MILLIS_MAX).count();
        long stored;
        try (Store store = Store.open(directory)) {
            stored = new UsageMeter(store, InstantSource.system()).find(ALL, 10, 0)
                    .stream()
                    .mapToLong(row -> row.usage().requests())
                    .sum();
        }
        assertThat(older).as("the test must have run long enough").isPositive();
        assertThat(stored).isBetween(older, (long) counted.size());
    }

    /** When each request was counted, in milliseconds. */
    private List<Long> countUntilKilled() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), CounterMain.class.getName(),
                directory.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Long> counted = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            while (counted.size() < COUNTED_BEFORE_KILL) {
                counted.add(Long.parseLong(lines.readLine()));
            }
            process.toHandle().destroyForcibly();
            process.waitFor();
            // Lines that were on their way; the last may be torn.
            lines.lines()
                    .filter(line -> line.length() == counted.getFirst().toString().length())
                    .forEach(line -> counted.add(Long.parseLong(line)));
        }
        return counted;
    }

    /** Counts one request every ten milliseconds and says when, until it is killed. */
    static final class CounterMain {

        private CounterMain() {}

        static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            Vertx vertx = Vertx.vertx();
            DataDirectoryLock.take(directory);
            ControlPlane plane = ControlPlane.open(new ControlPlane.Surroundings(vertx, directory,
                    InstantSource.system(), System::nanoTime, Duration.ofHours(1), 1,
                    LoneStore.in(directory), Fleet.NONE,
                    ControlServer.observed(new GatewayMetrics())));
            vertx.setPeriodic(10, _ -> {
                plane.usage()
                        .onEnd(new RequestListener.EndedRequest("key", "bge", 200,
                                new RequestTrace.Work(1, 0, 10, 0)));
                System.out.println(System.currentTimeMillis());
            });
        }
    }
}
