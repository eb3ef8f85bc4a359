// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.app.Assembly;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command on the sample, against a real server with the built-in model. */
class EvalCommandTest {

    private static final Offset<Double> FOUR_DIGITS = Offset.offset(5e-5);

    private static RunningServer server;
    private static String key;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path dataDir) throws Exception {
        server = new Assembly().start(new ConfigLoader(Map.of())
                .load(null, Map.of("server.port", "0", "data-dir", dataDir.toString(),
                        "engine.lanes", "1"))
                .config(), line -> {});
        server.awaitReady();
        key = Files.readString(new ApiKeyFile(dataDir).initialKey()).strip();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void reranking_helps_a_run_that_is_ordered_by_date() throws Exception {
        JsonNode report = json();

        assertThat(report.path("model").asText()).isEqualTo("builtin");
        assertThat(report.path("queries").asInt()).isEqualTo(12);
        assertThat(report.path("measures").path("ndcg").path("after").asDouble())
                .isGreaterThan(0.9);
        assertThat(report.path("measures").path("ndcg").path("difference").asDouble())
                .isGreaterThan(0.5);
        assertThat(report.path("verdict").path("effect").asText()).isEqualTo("better");
        assertThat(report.path("verdict").path("p_value").asDouble()).isBetween(1e-9, 0.01);
        assertThat(report.path("verdict").path("wins").asInt()).isBetween(10, 11);
        assertThat(report.path("verdict").path("losses").asInt()).isZero();
        assertThat(report.path("gained_most").path(0).path("before").asDouble()).isZero();
        assertThat(report.path("gained_most").path(0).path("after").asDouble())
                .isGreaterThan(0.9);
        assertThat(report.path("lost_most")).isEmpty();
    }

    /** The figures are what trec_eval 10.0 says: -M 100 -m ndcg_cut.10 -m map_cut.100 -m recall.10,100. */
    @Test
    void figures_before_are_those_of_trec_eval() throws Exception {
        JsonNode measures = json().path("measures");

        assertThat(measures.path("ndcg").path("before").asDouble()).isCloseTo(0.3340, FOUR_DIGITS);
        assertThat(measures.path("map").path("before").asDouble()).isCloseTo(0.2686, FOUR_DIGITS);
        assertThat(measures.path("recall").path("before").asDouble())
                .isCloseTo(0.6667, FOUR_DIGITS);
        assertThat(measures.path("candidate_recall").path("before").asDouble()).isEqualTo(1);
        // -M 10 -m recip_rank
        assertThat(measures.path("mrr").path("before").asDouble()).isCloseTo(0.2250, FOUR_DIGITS);
    }

    @Test
    void says_what_the_requests_took() throws Exception {
        JsonNode requests = json("--concurrency", "2").path("requests");

        assertThat(requests.path("answered").asInt()).isEqualTo(12);
        assertThat(requests.path("failed").asInt()).isZero();
        assertThat(requests.path("concurrency").asInt()).isEqualTo(2);
        assertThat(requests.path("pairs").asInt()).isEqualTo(181);
        assertThat(requests.path("pairs_per_second").asDouble()).isPositive();
        assertThat(requests.path("tokens").asLong()).isGreaterThan(181);
        JsonNode latency = requests.path("latency_ms");
        assertThat(latency.path("p50").asDouble()).isPositive()
                .isLessThanOrEqualTo(latency.path("p95").asDouble());
        assertThat(latency.path("p99").asDouble())
                .isLessThanOrEqualTo(latency.path("max").asDouble());
        assertThat(json().path("requests").path("cached_share").asDouble()).isZero();
        json("--cached");
        assertThat(json("--cached").path("requests").path("cached_share").asDouble())
                .isEqualTo(1);
    }

    @Test
    void prints_a_table_the_verdict_and_the_requests() {
        CommandLine line = line();

        assertThat(line.eval()).isZero();

        // What comes after depends on the model; what was before does not.
        assertThat(line.out().lines()).startsWith(
                "12 queries, up to 100 candidates each, reranked by builtin", "",
                "               before    after  difference  best order")
                .anyMatch(row -> row.matches("nDCG@10 {8}0.3340 {3}0.9... {5}[+]0.6... {6}1.0000"))
                .anyMatch(
                        row -> row.matches("MRR@10 {9}0.2250 {3}[01]..... {5}[+]0.7... {6}1.0000"))
                .anyMatch(row -> row.matches(
                        "Reranking helps: nDCG@10 [+]0.6..., p = 0.00.. [(]paired .*"))
                .anyMatch(row -> row.matches("1[01] queries better, 0 worse, [12] the same"))
                .containsSequence("gained most (nDCG@10)",
                        "  0.0000 to 1.0000  q02  how to repair a flat bicycle tyre")
                .doesNotContain("lost most (nDCG@10)")
                .contains("requests     12 answered, 0 failed, 0 sent again, 4 at a time")
                .anyMatch(row -> row.matches("latency {6}p50 [0-9.]+ ms, p95 [0-9.]+ ms, .*"))
                .anyMatch(row -> row.matches("throughput {3}[0-9.,]+ pairs/s, 181 pairs, .*"));
        assertThat(line.err()).contains("kept 12 queries and the 30 documents they name")
                .contains("12 of 12 queries done");
    }

    @Test
    void a_saved_run_evaluates_to_the_same_figures() throws Exception {
        Path run = folder.resolve("new.run");
        JsonNode first = json("--save-run", run.toString());

        JsonNode second = json("--run", run.toString());

        for (String measure : List.of("ndcg", "mrr", "recall", "map", "candidate_recall")) {
            assertThat(second.path("measures").path(measure).path("before"))
                    .isEqualTo(first.path("measures").path(measure).path("after"));
        }
        assertThat(second.path("verdict").path("ties").asInt()).isEqualTo(12);
        assertThat(second.path("verdict").path("effect").asText()).isEqualTo("unclear");
    }

    @Test
    void writes_the_measures_of_each_query() throws Exception {
        Path table = folder.resolve("queries.tsv");

        json("--per-query", table.toString());

        List<String> lines = Files.readAllLines(table);
        assertThat(lines).hasSize(13);
        assertThat(lines.getFirst())
                .startsWith(
                        "query_id\tstatus\tcandidates\trelevant\tms\tndcg_before\tndcg_after\t");
        assertThat(lines.get(2)).startsWith("q02\treranked\t20\t2\t")
                .contains("\t0.000000\t1.000000\t");
    }

    @Test
    void looks_at_fewer_candidates_ranks_and_queries_if_told_to() throws Exception {
        JsonNode report = json("--top-k", "3", "--metrics", "2", "--limit", "4", "--seed", "5");

        assertThat(report.path("queries").asInt()).isEqualTo(4);
        assertThat(report.path("left_out").path("not_drawn").asInt()).isEqualTo(8);
        assertThat(report.path("requests").path("pairs").asInt()).isEqualTo(12);
        assertThat(report.path("measures").path("ndcg").path("k").asInt()).isEqualTo(2);
        assertThat(report.path("measures").path("map").path("k").asInt()).isEqualTo(3);
    }

    @Test
    void says_what_the_server_said_if_it_answers_nothing() {
        CommandLine line = line();

        assertThat(line.eval("--model", "nothing")).isOne();

        assertThat(line.err()).endsWith("ringrank eval: no request was answered: status 404: There"
                + " is no model 'nothing'; there is 'builtin'.\n");
        assertThat(line.out()).isEmpty();
    }

    private JsonNode json(String... options) throws Exception {
        CommandLine line = line();
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "--json";
        assertThat(line.eval(all)).as(line.err()).isZero();
        assertThat(line.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(line.out());
    }

    private static CommandLine line() {
        return new CommandLine(server.baseUri(), key);
    }
}
