// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringrank.gateway.config.DeploymentOptions;
import io.ringrank.gateway.config.DeploymentSpec;
import io.ringrank.gateway.control.ControlServer;
import io.ringrank.gateway.control.deployments.DeploymentState;
import io.ringrank.gateway.control.deployments.DeploymentStatus;
import io.ringrank.gateway.dialect.ScoreMode;
import io.ringrank.gateway.http.HttpSettings;
import io.ringrank.gateway.http.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of administrators, against a real control plane, with a server and without one. */
class AdminCommandsTest {

    @TempDir
    private Path data;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String in = "";

    private int run(String... arguments) {
        out.reset();
        err.reset();
        CliContext context = new CliContext(environment, null,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, new FakeServer(), List.of()).run(arguments);
    }

    /** Runs a command that must work, and returns what it printed. */
    private String output(String line) {
        assertThat(run(line.split(" "))).as(line + ": " + err()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void ask(ControlServer server) throws Exception {
        environment.put("RINGRANK_SERVER", "http://127.0.0.1:" + server.service().port());
        environment.put("RINGRANK_API_KEY", server.initialKey());
    }

    /** Nobody listens there, so the commands open the data directory. */
    private void stopped() {
        environment.remove("RINGRANK_SERVER");
        environment.remove("RINGRANK_API_KEY");
        environment.put("RINGRANK_SERVER_PORT", "1");
        environment.put("RINGRANK_DATA_DIR", data.toString());
    }

    @Test
    void keys_are_made_listed_and_revoked_on_a_server_that_runs() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            String value = output("keys create --name shop --expires-in 90d --deployment bge"
                    + " --requests-per-minute 60 --score-mode sigmoid").strip();

            assertThat(value).matches("rr_[0-9A-Za-z]{10}_[0-9A-Za-z]{32}");
            assertThat(err()).contains("shown this once").doesNotContain(value);
            assertThat(server.rerank(value).statusCode()).isEqualTo(200);
            assertThat(output("keys list")).contains("ID          NAME     SCOPES")
                    .contains(value.substring(3, 13) + "  shop     inference")
                    .doesNotContain(value.substring(14));
            JsonNode list = new ObjectMapper().readTree(output("keys list --json"));
            assertThat(list.path("api_keys").findValuesAsText("name")).contains("shop");
            assertThat(list.path("api_keys").findValuesAsText("score_mode")).contains("sigmoid");
            output("keys revoke " + value.substring(3, 13));
            assertThat(server.rerank(value).statusCode()).isEqualTo(401);
            assertThat(run("keys", "revoke", "nothing")).isEqualTo(1);
            assertThat(err()).contains("404: There is no API key 'nothing'.");
        }
    }

    @Test
    void deployments_are_made_stopped_started_and_forgotten_on_a_server_that_runs()
            throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            assertThat(output("deploy hf:gpustack/bge-reranker-v2-m3-GGUF --file Q8_0 --wait"))
                    .isEqualToIgnoringNewLines("bge-reranker-v2-m3 running");
            assertThat(server.fleet.runs.getLast()).extracting(spec -> spec.model())
                    .containsExactly("hf:gpustack/bge-reranker-v2-m3-GGUF:Q8_0");
            assertThat(output("logs bge-reranker-v2-m3")).contains("a line of bge-reranker-v2-m3");
            output("scale bge-reranker-v2-m3 3");
            assertThat(server.fleet.runs.getLast().getFirst().options().replicas()).isEqualTo(3);
            output("deploy builtin --replace --name bge-reranker-v2-m3 --device cpu --alias live"
                    + " --score-mode sigmoid");
            DeploymentSpec changed = server.fleet.runs.getLast().getFirst();
            assertThat(changed.model()).isEqualTo("builtin");
            assertThat(changed.options())
                    .isEqualTo(new DeploymentOptions(3, null, "cpu", null, null, null,
                            ScoreMode.SIGMOID));
            assertThat(server.fleet.wanted.aliases())
                    .isEqualTo(Map.of("live", "bge-reranker-v2-m3"));
            assertThat(output("stop bge-reranker-v2-m3")).contains("bge-reranker-v2-m3 stopped");
            JsonNode started = new ObjectMapper()
                    .readTree(output("start bge-reranker-v2-m3 --json"));
            assertThat(started.path("state").asText()).isEqualTo("running");
            output("undeploy bge-reranker-v2-m3");
            assertThat(server.fleet.runs.getLast()).isEmpty();
            assertThat(run("stop", "bge-reranker-v2-m3")).isEqualTo(1);
            assertThat(err()).contains("404: There is no deployment 'bge-reranker-v2-m3'.");
        }
    }

    @Test
    void commands_trust_the_certificate_of_this_machines_server_and_no_other(@TempDir Path folder)
            throws Exception {
        SelfSigned.in(folder);
        try (ControlServer server = ControlServer.withTls(data, new HttpSettings.Tls(
                folder.resolve("cert.pem"), folder.resolve("key.pem")))) {
            environment.put("RINGRANK_SERVER_PORT", String.valueOf(server.service().port()));
            environment.put("RINGRANK_SERVER_TLS_CERTIFICATE",
                    folder.resolve("cert.pem").toString());
            environment.put("RINGRANK_SERVER_TLS_KEY", folder.resolve("key.pem").toString());
            environment.put("RINGRANK_DATA_DIR", data.toString());

            assertThat(output("keys list")).contains("initial");
            assertThat(output("ps")).contains("bge");

            SelfSigned.in(Files.createDirectory(folder.resolve("other")));
            environment.put("RINGRANK_SERVER_TLS_CERTIFICATE",
                    folder.resolve("other/cert.pem").toString());
            assertThat(run("keys", "list")).isEqualTo(1);
        }
    }

    @Test
    void a_key_that_can_be_none_is_refused_without_being_shown() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            environment.put("RINGRANK_API_KEY", "rr_secret\nsecret");

            assertThat(run("keys", "list")).isEqualTo(1);
            assertThat(err()).contains("the API key must be one word").doesNotContain("secret");
        }
    }

    @Test
    void a_log_is_followed_until_the_key_is_revoked() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            String key = output("keys create --name watcher --scope management").strip();
            Thread revoking = Thread.ofVirtual().start(() -> {
                server.fleet.lines.add("another line");
                while (!out.toString(StandardCharsets.UTF_8).contains("another line")) {
                    Thread.onSpinWait();
                }
                try {
                    server.call("DELETE", "/api/v1/api-keys/" + key.substring(3, 13),
                            server.initialKey(), "");
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            environment.put("RINGRANK_API_KEY", key);

            assertThat(output("logs --follow builtin")).startsWith("a line of builtin\n");
            revoking.join();
        }
    }

    @Test
    void waiting_for_a_deployment_ends_when_it_can_not_run() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            server.fleet.statuses.put("bad", new DeploymentStatus(DeploymentState.ERROR,
                    "there is no such repository"));

            assertThat(run("deploy", "hf:a/b", "--name", "bad", "--wait")).isEqualTo(1);

            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("bad error: there is no such repository");
            assertThat(err())
                    .contains("bad can't run; ./ringrank logs bad shows what its engines wrote");
        }
    }

    @Test
    void a_key_can_be_made_before_the_first_start_and_works_then() throws Exception {
        stopped();
        String value = output("keys create --name first --scope inference,management").strip();
        assertThat(err()).contains("the data directory is opened");
        assertThat(output("audit --last 1")).contains("theConsole").contains("api_key.create");

        try (ControlServer server = new ControlServer(data)) {
            assertThat(server.rerank(value).statusCode()).isEqualTo(200);
            assertThat(run("keys", "list")).isEqualTo(1);
            assertThat(err()).contains("the data directory " + data.toRealPath()
                    + " is in use by process " + ProcessHandle.current().pid());
        }
        assertThat(output("keys list")).doesNotContain("theConsole");
    }

    @Test
    void users_are_added_changed_and_deleted() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            String password = output("users create ada").strip();
            assertThat(server.tryLogin("ada", password).statusCode()).isEqualTo(200);
            output("users set-role ada admin");
            in = "a chosen password\n";
            assertThat(output("users set-password ada --password-stdin")).isEmpty();
            assertThat(server.tryLogin("ada", "a chosen password").statusCode()).isEqualTo(200);
            assertThat(output("users list")).contains("ada    admin");
            output("users delete ada --revoke-keys");
            assertThat(server.tryLogin("ada", "a chosen password").statusCode()).isEqualTo(401);
            assertThat(run("users", "delete", "admin")).isEqualTo(1);
            assertThat(err()).contains("last admin");
        }
    }

    @Test
    void usage_and_audit_are_shown_as_tables_and_exported() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            server.rerank(server.initialKey());

            assertThat(output("usage")).startsWith("DAY         KEY         DEPLOYMENT  REQUESTS")
                    .contains(server.initialKey().substring(3, 13) + "  bge         1");
            assertThat(output("usage --csv --key nobody"))
                    .isEqualTo("day,key,deployment,requests,errors,pairs,cached_pairs,tokens,"
                            + "cached_tokens\r\n");
            assertThat(output("usage --json")).startsWith("{\"usage\":[{");
            assertThat(output("audit")).startsWith("AT ").contains("user.create");
            assertThat(output("audit --csv")).startsWith("id,at,actor");
        }
    }

    @Test
    void a_backup_is_taken_from_a_server_that_runs_and_restored_when_it_is_stopped()
            throws Exception {
        Path backup = data.resolve("saved.db");
        String value;
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            value = output("keys create --name kept").strip();
            output("backup " + backup);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
            assertThat(run("backup", backup.toString())).as("never overwrites").isEqualTo(1);
            output("keys revoke " + value.substring(3, 13));
            stopped();
            assertThat(run("restore", backup.toString())).isEqualTo(1);
            assertThat(err()).contains("in use by process");
        }
        output("restore " + backup);
        assertThat(err())
                .contains("is as it was: ./ringrank keys revoke " + value.substring(3, 13));

        try (ControlServer server = new ControlServer(data)) {
            assertThat(server.rerank(value).statusCode()).isEqualTo(200);
        }
        assertThat(run("restore", data.resolve("missing").toString())).isEqualTo(1);
        assertThat(err()).contains("there is no backup");
    }

    @Test
    void a_backup_can_be_taken_without_a_server() throws Exception {
        stopped();
        Path backup = data.resolveSibling(data.getFileName() + "-saved.db");
        try {
            output("backup " + backup);
            assertThat(backup).isNotEmptyFile();
        } finally {
            Files.deleteIfExists(backup);
        }
    }

    @Test
    void the_password_of_the_admin_can_be_reset_when_the_server_is_stopped() throws Exception {
        stopped();
        try (ControlServer server = new ControlServer(data)) {
            server.admin();
            assertThat(run("reset-admin-password")).isEqualTo(1);
            assertThat(err()).contains("in use by process");
        }
        String file = output("reset-admin-password").strip();

        String password = Files.readString(Path.of(file)).strip();
        assertThat(password).hasSize(20);
        try (ControlServer server = new ControlServer(data)) {
            assertThat(server.tryLogin("admin", ControlServer.PASSWORD).statusCode())
                    .isEqualTo(401);
            assertThat(ControlServer.ok(server.tryLogin("admin", password))
                    .getBoolean("must_change_password")).isTrue();
        }
    }

    @Test
    void a_key_without_the_scope_is_told_so() throws Exception {
        try (ControlServer server = new ControlServer(data)) {
            ask(server);
            environment.put("RINGRANK_API_KEY", output("keys create --name weak").strip());

            assertThat(run("keys", "list")).isEqualTo(1);
            assertThat(err()).contains("403: The API key lacks the scope management.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys create", "keys create --name n --expires-in soon", "keys revoke",
        "keys nonsense", "users create", "users set-role ada", "restore", "backup",
        "audit --last x"})
    void what_makes_no_sense_ends_with_status_2(String line) {
        stopped();

        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys create", "keys list", "keys revoke", "users create",
        "users list", "users set-role", "users set-password", "users delete", "usage", "audit",
        "backup", "restore", "reset-admin-password"})
    void every_command_has_help(String command) {
        assertThat(output(command + " --help")).startsWith("Usage: ringrank " + command);
    }
}
