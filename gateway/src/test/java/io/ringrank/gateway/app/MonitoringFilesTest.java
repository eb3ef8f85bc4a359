// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alerts ask for numbers that a server has, by labels that they have. */
class MonitoringFilesTest {

    private static final Path FOLDER = Path.of("..", "configs", "monitoring");
    private static final Pattern NAME = Pattern.compile("\\b(ringrank|jvm)_[a-z_]+");
    private static final Pattern BY = Pattern.compile("\\b(?:by|on) \\(([a-z, ]+)\\)");

    /** Which Prometheus adds, or which buckets have. */
    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("instance", "le");

    @TempDir
    private Path directory;

    @Test
    void every_number_and_label_of_the_dashboard_and_of_the_alerts_is_served() throws Exception {
        List<String> expressions = new ArrayList<>(ofDashboard());
        expressions.addAll(ofAlerts());
        try (WholeServer server = new WholeServer(directory, 1, Map.of())) {
            server.rerank("{\"query\": \"q\", \"documents\": [\"d\"]}");
            server.send("{\"query\": \"" + "q ".repeat(4000) + "\", \"documents\": [\"d\"]}")
                    .join();
            String scrape = awaitScrape(server, "ringrank_event_loop_lag_seconds_count");

            assertThat(expressions).hasSizeGreaterThan(20).allSatisfy(expression -> {
                assertThat(names(expression)).allSatisfy(name -> assertThat(scrape)
                        .containsPattern("(?m)^" + name + "[{ ]"));
                assertThat(labels(expression)).allSatisfy(label -> assertThat(scrape)
                        .contains(label + "=\""));
            });
        }
    }

    private static Set<String> names(String expression) {
        return NAME.matcher(expression)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labels(String expression) {
        return BY.matcher(expression)
                .results()
                .flatMap(found -> List.of(found.group(1).split(", ", -1)).stream())
                .filter(label -> !LABELS_OF_PROMETHEUS.contains(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> ofDashboard() throws Exception {
        JsonNode dashboard = WholeServer.JSON
                .readTree(Files.readAllBytes(FOLDER.resolve("grafana-dashboard.json")));
        List<String> expressions = new ArrayList<>();
        dashboard.findValues("expr").forEach(expr -> expressions.add(expr.asText()));
        return expressions;
    }

    /** Each from its key to the next one. */
    private static List<String> ofAlerts() throws Exception {
        String alerts = Files.readString(FOLDER.resolve("prometheus-alerts.yaml"));
        List<String> expressions = List.of(alerts.split("\n +expr: ", -1));
        return expressions.subList(1, expressions.size())
                .stream()
                .map(text -> text.split("\n +(for|labels):", 2)[0])
                .toList();
    }

    /** Numbers of event loops come by themselves. */
    private static String awaitScrape(WholeServer server, String wanted) throws Exception {
        String scrape = server.get("/metrics").body();
        for (int i = 0; i < 200 && !scrape.contains(wanted + " 1"); i++) {
            assertThat(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS)).isFalse();
            scrape = server.get("/metrics").body();
        }
        return scrape;
    }
}
