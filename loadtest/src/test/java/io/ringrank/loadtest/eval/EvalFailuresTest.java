// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code eval} does if a server or a file does not do what it should. */
class EvalFailuresTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private CommandLine line;

    /** Decides the status by the query; 200 gives the documents in reverse. */
    private ToIntFunction<String> status = _ -> 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/rerank", this::answer);
        server.start();
        line = new CommandLine(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "k");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_query_whose_request_fails_keeps_the_runs_order_and_is_named() throws IOException {
        status = query -> query.contains("glass") ? 500 : 200;
        Path run = folder.resolve("new.run");

        assertThat(line.eval("--save-run", run.toString(), "--json")).isZero();

        JsonNode report = JSON.readTree(line.out());
        assertThat(report.path("requests").path("answered").asInt()).isEqualTo(11);
        assertThat(report.path("requests").path("failed").asInt()).isOne();
        assertThat(report.path("not_reranked").valueStream().map(JsonNode::asText))
                .containsExactly("q11");
        assertThat(Files.readAllLines(run).stream().filter(row -> row.startsWith("q11 ")))
                .isNotEmpty()
                .map(row -> row.replace("ringrank", "newest").replace(".0 ", " "))
                .isEqualTo(Files.readAllLines(CommandLine.SAMPLE.resolve("run.txt"))
                        .stream()
                        .filter(row -> row.startsWith("q11 "))
                        .toList());
    }

    @Test
    void the_table_names_failed_queries_and_the_first_reason() {
        status = query -> query.contains("glass") ? 500 : 200;

        assertThat(line.eval()).isZero();

        assertThat(line.out()).contains("11 answered, 1 failed")
                .endsWith("""
                          not reranked and counted in the run's order: q11
                            the first because of status 500: because
                          """);
    }

    @Test
    void sends_again_what_a_busy_server_refused() throws IOException {
        status = _ -> requests.incrementAndGet() <= 3 ? 429 : 200;

        assertThat(line.eval("--json", "--concurrency", "1")).isZero();

        JsonNode counts = JSON.readTree(line.out()).path("requests");
        assertThat(counts.path("retries").asInt()).isEqualTo(3);
        assertThat(counts.path("failed").asInt()).isZero();
    }

    @Test
    void says_so_if_reranking_hurts() throws IOException {
        // The sample's best documents first, which the server turns round.
        Path run = Files.writeString(folder.resolve("good.run"), betterRun());

        assertThat(line.eval("--run", run.toString())).isZero();

        assertThat(line.out()).contains("\nReranking hurts: nDCG@10 -")
                .contains("\nlost most (nDCG@10)\n")
                .doesNotContain("gained most");
    }

    @Test
    void gives_up_on_a_server_that_answers_no_more() throws IOException {
        StringBuilder queries = new StringBuilder();
        StringBuilder qrels = new StringBuilder();
        StringBuilder run = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            queries.append(i).append("\tquery ").append(i).append('\n');
            qrels.append(i).append(" 0 d01 1\n");
            run.append(i).append(" Q0 d01 1 1 t\n");
        }
        status = _ -> requests.incrementAndGet() <= 10 ? 200 : 500;

        assertThat(line.eval("--concurrency", "1", "--queries",
                Files.writeString(folder.resolve("q"), queries).toString(), "--qrels",
                Files.writeString(folder.resolve("j"), qrels).toString(), "--run",
                Files.writeString(folder.resolve("r"), run).toString())).isOne();

        assertThat(requests).hasValue(30);
        assertThat(line.err()).endsWith("ringrank eval: gave up after 20 failed requests in a row:"
                + " status 500: because\n");
        assertThat(line.out()).isEmpty();
    }

    @Test
    void says_that_no_server_answers() {
        server.stop(0);

        assertThat(line.eval()).isOne();

        assertThat(line.err()).contains("no request was answered: no server answers at http://");
    }

    @Test
    void a_result_file_that_cannot_be_written_is_found_before_the_work() {
        assertThat(line.eval("--save-run", folder.resolve("no").resolve("file").toString()))
                .isOne();

        assertThat(line.err()).contains("ringrank eval: can't write ");
        assertThat(requests).hasValue(0);
    }

    @Test
    void names_file_and_line_of_what_is_odd() throws IOException {
        Path run = Files.writeString(folder.resolve("odd.run"),
                "q01 Q0 d01 1 1 t\nq01 Q0 \u001b[2J 2 t\n");

        assertThat(line.eval("--run", run.toString())).isEqualTo(2);

        assertThat(line.err().lines()).last()
                .asString()
                .startsWith("ringrank eval: " + run + ", line 2: a line must be")
                .endsWith("(see ringrank eval --help)");
        assertThat(line.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--top-k 0 | --top-k must be from 1 to 10000, not 0",
        "--metrics 0 | --metrics must be from 1 to 10000, not 0",
        "--limit -1 | --limit must be from 0 to 2147483647, not -1",
        "--concurrency 1000 | --concurrency must be from 1 to 256, not 1000",
        "--timeout-ms -1 | --timeout-ms must be from 0 to 3600000, not -1",
        "--save-run ../loadtest/../configs/eval-sample/run.txt | --save-run would overwrite",
        "--docs nothing.jsonl | nothing.jsonl: there is no such file",
        "--server nowhere | the server's address must look like http://127.0.0.1:8080",
        "--seed x | Invalid value for option '--seed'"})
    void names_what_is_wrong_and_ends_with_status_2(String options, String problem) {
        assertThat(line.eval(options.split(" ", -1))).isEqualTo(2);

        assertThat(line.err()).contains("ringrank eval: " + problem);
        assertThat(requests).hasValue(0);
    }

    @Test
    void help_shows_a_command_that_works() {
        assertThat(line.run(List.of("eval", "--help"))).isZero();

        assertThat(line.out())
                .contains("ringrank eval --queries configs/eval-sample/queries.jsonl");
        for (String name : List.of("queries.jsonl", "corpus.jsonl", "qrels.tsv", "run.txt")) {
            assertThat(line.out()).contains("configs/eval-sample/" + name);
            assertThat(CommandLine.SAMPLE.resolve(name)).exists();
        }
    }

    /** Relevant documents first, then some others. */
    private static String betterRun() throws IOException {
        StringBuilder run = new StringBuilder();
        List<String> judgements = Files.readAllLines(CommandLine.SAMPLE.resolve("qrels.tsv"));
        for (String judgement : judgements.subList(1, judgements.size())) {
            String[] columns = judgement.split("\t", -1);
            run.append(columns[0] + " Q0 " + columns[1] + " 1 " + (100 + columns[2].charAt(0))
                    + " t\n");
        }
        for (int i = 1; i <= 12; i++) {
            String query = String.format("q%02d", i);
            for (String other : List.of("d03", "d08", "d10", "d16", "d17", "d22", "d27", "d28",
                    "d30")) {
                run.append(query + " Q0 " + other + " 9 1 t\n");
            }
        }
        return run.toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        int code = status.applyAsInt(request.path("query").asText());
        ObjectNode body = JSON.createObjectNode().put("message", "because");
        ArrayNode results = body.putArray("results");
        for (int i = request.path("documents").size() - 1; i >= 0; i--) {
            results.addObject().put("index", i).put("relevance_score", (double) i);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("retry-after-ms", "10");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
