// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.dialect.ScoreMode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin API of deployments, on a fleet that runs nothing. */
class DeploymentsApiTest {

    private static final String PATH = "/api/v1/deployments";
    private static final String BGE = "hf:gpustack/bge-reranker-v2-m3-GGUF";

    @TempDir
    private Path directory;

    private ControlServer server;
    private String key;

    @BeforeEach
    void start() throws Exception {
        server = new ControlServer(directory);
        key = server.initialKey();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void creates_one_that_the_fleet_runs_and_shows_how_it_is() throws Exception {
        server.fleet.statuses.put("bge", new DeploymentStatus(DeploymentState.DOWNLOADING,
                "downloading it", OptionalInt.of(40)));

        JsonObject created = ControlServer.created(create("bge", BGE, "Q8_0"));

        assertThat(created.getString("source")).isEqualTo(BGE + ":Q8_0");
        assertThat(created.getString("state")).isEqualTo("downloading");
        assertThat(created.getString("state_message")).isEqualTo("downloading it");
        assertThat(created.getInteger("download_progress")).isEqualTo(40);
        JsonObject details = created.getJsonObject("details");
        assertThat(details.getJsonObject("queue").getInteger("pairs")).isEqualTo(40);
        assertThat(details.getJsonArray("engines").getJsonObject(0).getInteger("pid"))
                .isEqualTo(4711);
        assertThat(server.fleet.runs.getLast())
                .containsExactly(new DeploymentSpec("bge", BGE + ":Q8_0"));
        assertThat(audited()).contains("deployment.create bge ok");
    }

    @Test
    void an_edit_changes_what_it_names_and_null_makes_it_as_in_the_settings() throws Exception {
        ControlServer.created(manage("POST", "", "{\"name\": \"bge\", \"source\": \"builtin\","
                + " \"replicas\": 2, \"options\": {\"lanes\": 3, \"device\": \"cpu\","
                + " \"cache_bytes\": 0, \"cache_ttl_seconds\": 60, \"idle_unload_seconds\": 900,"
                + " \"score_mode\": \"minmax\"}}"));
        assertThat(server.fleet.runs.getLast()).containsExactly(new DeploymentSpec("bge", "builtin",
                new DeploymentOptions(2, 3, "cpu", 0L, 60, 900, ScoreMode.MINMAX)));

        JsonObject edited = ControlServer.ok(manage("PATCH", "/bge", "{\"source\": \"" + BGE
                + "\", \"file\": \"Q8_0\", \"options\": {\"lanes\": null}}"));

        assertThat(edited.getString("source")).isEqualTo(BGE + ":Q8_0");
        assertThat(edited.getInteger("replicas")).isEqualTo(2);
        assertThat(edited.getJsonObject("options").getString("device")).isEqualTo("cpu");
        assertThat(edited.getJsonObject("options").getInteger("lanes")).isNull();
        assertThat(edited.getJsonObject("options").getString("score_mode")).isEqualTo("minmax");
        server.restart();
        assertThat(server.fleet.runs.getLast()).containsExactly(new DeploymentSpec("bge",
                BGE + ":Q8_0",
                new DeploymentOptions(2, null, "cpu", 0L, 60, 900, ScoreMode.MINMAX)));
        ControlServer.ok(manage("PATCH", "/bge", "{\"replicas\": null, \"options\": null}"));
        assertThat(server.fleet.runs.getLast())
                .containsExactly(new DeploymentSpec("bge", BGE + ":Q8_0"));
        assertThat(server.get("/api/v1/audit?limit=1", server.initialKey()).body())
                .contains("replicas 2 -> 1, device cpu -> none, cache_bytes 0 -> none");
    }

    @Test
    void an_alias_moves_from_one_deployment_to_another_in_one_step() throws Exception {
        ControlServer.created(manage("POST", "",
                "{\"name\": \"a\", \"source\": \"builtin\", \"aliases\": [\"live\", \"old\"]}"));
        ControlServer.created(manage("POST", "", "{\"name\": \"b\", \"source\": \"builtin\"}"));
        assertThat(server.fleet.wanted.aliases()).isEqualTo(Map.of("live", "a", "old", "a"));

        ControlServer.ok(manage("PATCH", "/b", "{\"aliases\": [\"live\"]}"));

        assertThat(server.fleet.wanted.aliases()).isEqualTo(Map.of("live", "b", "old", "a"));
        server.restart();
        assertThat(server.fleet.wanted.aliases()).isEqualTo(Map.of("live", "b", "old", "a"));
        assertThat(call("DELETE", "/a").statusCode()).isEqualTo(204);
        assertThat(server.fleet.wanted.aliases()).isEqualTo(Map.of("live", "b"));
        for (String taken : List.of("builtin", "b")) {
            assertThat(ControlServer.code(
                    manage("PATCH", "/b", "{\"aliases\": [\"" + taken + "\"]}")))
                    .isEqualTo("deployment_exists");
        }
        assertThat(ControlServer.code(create("live", "builtin", "")))
                .as("a name that is an alias")
                .isEqualTo("deployment_exists");
        assertThat(create("live", "builtin", "").body())
                .contains("'live' is an alias of the deployment 'b'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                        {"replicas": 0}                      | replicas
                        {"replicas": 65}                     | replicas
                        {"options": {"lanes": 0}}            | options.lanes
                        {"options": {"device": 7}}           | options.device
                        {"options": {"cache_bytes": -1}}     | options.cache_bytes
                        {"options": {"threads": 1}}          | options.threads
                        {"options": 7}                       | options
                        {"aliases": ["a b"]}                 | aliases
                        {"aliases": "a"}                     | aliases
                        {"source": "hf:nonsense"}            | source
                        {"source": "/etc/passwd"}            | source
                        {"file": "Q8_0"}                     | file
                        {"source": "builtin", "file": "Q8_0"} | file
                        {"source": "/a/b.gguf", "file": "Q8_0"} | file
                        {"source": "hf:a/b:F16", "file": "Q8_0"} | file
                        {"source": "hf:nonsense", "file": "F16"} | source
                        {"source": "hf:a/b", "file": "a:b"}  | source
                        {"name": "other"}                    | name
                        """)
    void an_edit_that_makes_no_sense_is_refused_with_the_field(String body, String field)
            throws Exception {
        ControlServer.created(create("a", "builtin", ""));

        HttpResponse<String> response = manage("PATCH", "/a", body);

        assertThat(ControlServer.code(response)).isEqualTo("invalid_value");
        assertThat(response.body()).contains("\"param\":\"" + field + "\"");
        assertThat(server.fleet.runs.getLast())
                .containsExactly(new DeploymentSpec("a", "builtin"));
    }

    private HttpResponse<String> manage(String method, String path, String body)
            throws Exception {
        return server.call(method, "/api/v1/deployments" + path, server.initialKey(), body);
    }

    @Test
    void runs_after_a_restart_what_was_acknowledged_before_it() throws Exception {
        ControlServer.created(create("a", "builtin", ""));
        ControlServer.created(create("b", "builtin", ""));
        ControlServer.created(create("c", "builtin", ""));
        ControlServer.ok(call("POST", "/b/stop"));
        assertThat(call("DELETE", "/c").statusCode()).isEqualTo(204);

        server.restart();

        assertThat(server.fleet.runs.getLast())
                .containsExactly(new DeploymentSpec("a", "builtin"));
        assertThat(states()).containsExactly("builtin running", "a running", "b stopped");
        ControlServer.ok(call("POST", "/b/start"));
        assertThat(states()).containsExactly("builtin running", "a running", "b running");
        assertThat(audited()).contains("deployment.stop b ok", "deployment.delete c ok",
                "deployment.start b ok");
    }

    @Test
    void lets_the_fleet_try_again_what_is_started() throws Exception {
        ControlServer.created(create("bad", "builtin", ""));
        server.fleet.statuses.put("bad",
                new DeploymentStatus(DeploymentState.ERROR, "the hub can't be reached"));

        ControlServer.ok(call("POST", "/bad/start"));

        assertThat(server.fleet.retried).containsExactly("bad");

        ControlServer.ok(call("POST", "/builtin/start"));

        assertThat(server.fleet.retried).as("the settings' too").containsExactly("bad", "builtin");
    }

    @Test
    void refuses_what_can_not_be_and_says_why() throws Exception {
        ControlServer.created(create("a", "builtin", ""));

        assertRefused(create("a", "builtin", ""), 409, "deployment_exists");
        assertRefused(create("builtin", "builtin", ""), 409, "deployment_exists");
        assertRefused(create("b", "/etc/passwd", ""), 400, "invalid_value");
        assertRefused(create("b", "hf:nonsense", ""), 400, "invalid_value");
        assertRefused(create("no name", "builtin", ""), 400, "invalid_value");
        assertThat(create("no name", "builtin", "").body()).contains("\"param\":\"name\"");
        assertRefused(call("POST", "/builtin/stop"), 409, "deployment_in_settings");
        assertRefused(call("DELETE", "/builtin"), 409, "deployment_in_settings");
        assertRefused(call("POST", "/nobody/start"), 404, "deployment_not_found");
        assertRefused(call("GET", "/nobody"), 404, "deployment_not_found");
        assertRefused(call("GET", "/nobody/logs"), 404, "deployment_not_found");
        assertThat(states()).containsExactly("builtin running", "a running");
        assertThat(audited()).contains("deployment.create a deployment_exists",
                "deployment.stop builtin deployment_in_settings");
    }

    @Test
    void shows_what_engines_wrote_also_of_a_name_with_a_slash() throws Exception {
        ControlServer.created(create("gpustack/bge", "builtin", ""));

        JsonObject logs = ControlServer.ok(call("GET", "/gpustack%2Fbge/logs"));

        assertThat(logs.getJsonArray("lines").getString(0)).isEqualTo("a line of gpustack/bge");
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(ControlServer.code(response)).isEqualTo(code);
    }

    private HttpResponse<String> create(String name, String source, String file)
            throws Exception {
        JsonObject body = new JsonObject().put("name", name).put("source", source);
        return server.call("POST", PATH, key,
                (file.isEmpty() ? body : body.put("file", file)).encode());
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        return server.call(method, PATH + path, key, "");
    }

    private List<String> states() throws Exception {
        JsonArray list = ControlServer.ok(call("GET", "")).getJsonArray("deployments");
        return list.stream()
                .map(JsonObject.class::cast)
                .map(one -> one.getString("name") + ' ' + one.getString("state"))
                .toList();
    }

    private List<String> audited() throws Exception {
        return ControlServer.ok(server.get("/api/v1/audit", key))
                .getJsonArray("audit")
                .stream()
                .map(JsonObject.class::cast)
                .map(row -> row.getString("action") + ' ' + row.getString("target") + ' '
                        + row.getString("outcome"))
                .toList();
    }
}
