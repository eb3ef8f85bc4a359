// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.download.StoreRig;
import io.ringrank.gateway.hub.Hub;
import io.ringrank.gateway.hub.TestHub;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of hubs over the admin API. */
class ModelsApiTest {

    private static final String MODELS = "/api/v1/models";
    private static final String FILES = "/api/v1/hub/files?source=hf:";
    private static final String BGE = "hf:" + TestHub.BGE;
    private static final String Q8 = "bge-reranker-v2-m3-Q8_0.gguf";

    @TempDir
    private Path directory;
    private TestHub hub;
    private StoreRig rig;
    private ControlServer server;
    private String key;

    @BeforeEach
    void start() throws IOException {
        hub = TestHub.withBge();
        rig = new StoreRig(hub, directory.resolve("cache"));
        server = new ControlServer(Files.createDirectory(directory.resolve("data")), null,
                rig.store);
        key = server.initialKey();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        rig.close();
        hub.close();
    }

    private JsonObject get(String path) throws Exception {
        return ControlServer.ok(server.get(path, key));
    }

    private HttpResponse<String> pull(String source) throws Exception {
        return server.call("POST", MODELS, key, new JsonObject().put("source", source).encode());
    }

    /** Waits for the end of a download, as a client must. */
    private JsonObject pulled(String source) throws Exception {
        HttpResponse<String> begun = pull(source);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String path = MODELS + '/' + new JsonObject(begun.body()).getString("id");
        JsonObject model = get(path);
        while (!model.getString("state").matches("ready|error")) {
            model = get(path);
        }
        return model;
    }

    private JsonArray audit() throws Exception {
        return get("/api/v1/audit").getJsonArray("audit");
    }

    @Test
    void searches_a_hub() throws Exception {
        JsonObject found = get("/api/v1/hub/search?q=rerank&sort=likes&limit=5");

        assertThat(found.getJsonArray("repositories")).hasSize(1);
        assertThat(found.getJsonArray("repositories").getJsonObject(0).getString("source"))
                .isEqualTo(BGE);
        assertThat(found.getString("next_page")).isNull();
        assertThat(get("/api/v1/hub/search?hub=ms&q=bge").getJsonArray("repositories")
                .getJsonObject(0)
                .getString("hub")).isEqualTo("ms");
    }

    @Test
    void lists_the_files_of_a_repository_best_first() throws Exception {
        rig.appraiser.available = OptionalLong.of(1L << 40);

        JsonObject answer = get(FILES + TestHub.BGE);

        JsonArray files = answer.getJsonArray("files");
        assertThat(files.stream().map(file -> ((JsonObject) file).getString("quantisation")))
                .containsExactly("Q8_0", "F16", "Q2_K");
        JsonObject best = files.getJsonObject(0);
        assertThat(best.getString("verdict")).isEqualTo("ok");
        assertThat(best.getBoolean("default")).isTrue();
        assertThat(best.getBoolean("fits")).isTrue();
        assertThat(best.getLong("memory_bytes")).isEqualTo(2 * best.getLong("bytes"));
        assertThat(best.getString("source")).isEqualTo(BGE + ':' + Q8);
        assertThat(files.getJsonObject(1).getBoolean("default")).isFalse();
        assertThat(answer.getString("reason")).startsWith("Q8_0 scores as");
        assertThat(answer.getLong("available_memory_bytes")).isEqualTo(1L << 40);
    }

    @Test
    void says_why_there_is_no_file_to_take() throws Exception {
        rig.appraiser.available = OptionalLong.of(1);

        JsonObject answer = get(FILES + TestHub.BGE);

        assertThat(answer.getString("reason")).contains("no file fits");
        assertThat(answer.getJsonArray("files"))
                .allSatisfy(file -> assertThat(((JsonObject) file).getBoolean("default")).isFalse())
                .allSatisfy(file -> assertThat(((JsonObject) file).getBoolean("fits")).isFalse());
    }

    @Test
    void looks_into_a_file_of_the_machine_if_its_folder_is_allowed() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("cache/allowed"));
        Path file = Files.write(folder.resolve("own-F16.gguf"), hub.bytes(TestHub.BGE, Q8));

        JsonObject found = get("/api/v1/hub/files?source=" + file);
        HttpResponse<String> outside =
                server.get("/api/v1/hub/files?source=" + directory.resolve("data/x.gguf"), key);

        assertThat(found.getJsonArray("files").getJsonObject(0).getString("verdict"))
                .isEqualTo("ok");
        assertThat(outside.statusCode()).isEqualTo(404);
        assertThat(ControlServer.code(outside)).isEqualTo("file_not_found");
        assertThat(server.get("/api/v1/hub/files?source=builtin", key).statusCode())
                .isEqualTo(400);
    }

    @Test
    void pulls_a_model_shows_it_and_deletes_it() throws Exception {
        JsonObject model = pulled(BGE);

        assertThat(model.getString("state")).isEqualTo("ready");
        assertThat(Path.of(model.getString("path")))
                .hasBinaryContent(hub.bytes(TestHub.BGE, Q8));
        assertThat(get(MODELS).getJsonArray("models")).containsExactly(model);

        HttpResponse<String> deleted =
                server.call("DELETE", MODELS + '/' + model.getString("id"), key, "");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(get(MODELS).getJsonArray("models")).isEmpty();
        assertThat(audit().stream()
                .limit(2)
                .map(row -> ((JsonObject) row).getString("action") + ' '
                        + ((JsonObject) row).getString("target")))
                .containsExactly("model.delete " + BGE + ':' + Q8, "model.pull " + BGE + ':' + Q8);
    }

    @Test
    void the_answer_to_a_pull_says_which_file_and_why() throws Exception {
        JsonObject begun = new JsonObject(pull(BGE).body());

        assertThat(begun.getString("file")).isEqualTo(Q8);
        assertThat(begun.getString("reason")).startsWith("Q8_0 scores as");
        assertThat(begun.getString("revision")).isEqualTo("a".repeat(40));
    }

    @Test
    void a_download_that_fails_says_why() throws Exception {
        rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE);
        hub.spoils = true;

        JsonObject model = pulled(BGE);

        assertThat(model.getString("state")).isEqualTo("error");
        assertThat(model.getString("code")).isEqualTo("hub_corrupt");
        assertThat(model.getString("message")).contains("another SHA-256");
    }

    @Test
    void a_download_that_runs_is_ended_by_deleting_it() throws Exception {
        rig.catalog.files(Hub.HUGGING_FACE, TestHub.BGE);
        hub.stallsAfter = 1;
        String path = MODELS + '/' + new JsonObject(pull(BGE).body()).getString("id");
        assertThat(get(path).getString("state")).isIn("waiting", "downloading");

        assertThat(server.call("DELETE", path, key, "").statusCode()).isEqualTo(204);

        assertThat(server.get(path, key).statusCode()).isEqualTo(404);
    }

    @Test
    void a_model_that_is_served_is_not_deleted() throws Exception {
        JsonObject model = pulled(BGE);
        try (var _ = rig.store.hold(Path.of(model.getString("path")))) {
            HttpResponse<String> refused =
                    server.call("DELETE", MODELS + '/' + model.getString("id"), key, "");

            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(ControlServer.code(refused)).isEqualTo("model_in_use");
        }
    }

    @ParameterizedTest
    @CsvSource({"hf:no/body, 404, hub_not_found", "hf:gpustack/bge-reranker-v2-m3-GGUF:Q3_K_M, 404,"
            + " hub_not_found",
        "ms:no/body, 404, hub_not_found"})
    void what_the_hub_lacks_is_not_found(String source, int status, String code)
            throws Exception {
        HttpResponse<String> refused = pull(source);

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(ControlServer.code(refused)).isEqualTo(code);
        JsonObject row = audit().getJsonObject(0);
        assertThat(row.getString("target")).isEqualTo(source);
        assertThat(row.getString("outcome")).isEqualTo(code);
    }

    @Test
    void a_hub_that_wants_to_be_left_alone_is_passed_on() throws Exception {
        hub.refusals.add(429);

        HttpResponse<String> refused = server.get(FILES + TestHub.BGE, key);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(ControlServer.code(refused)).isEqualTo("hub_rate_limited");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void a_model_that_does_not_fit_is_refused_with_the_reason() throws Exception {
        rig.appraiser.available = OptionalLong.of(1);

        HttpResponse<String> refused = pull(BGE);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(ControlServer.code(refused)).isEqualTo("model_refused");
    }

    @Test
    void the_hub_s_trouble_is_a_bad_gateway() throws Exception {
        hub.refusals.add(503);

        HttpResponse<String> refused = server.get(FILES + TestHub.BGE, key);

        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(ControlServer.code(refused)).isEqualTo("hub_unreachable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtin", "/etc/passwd", "hf:a", "hf:../..", "ms:a/b:../c", ""})
    void only_sources_of_hubs_are_pulled(String source) throws Exception {
        HttpResponse<String> refused = pull(source);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(ControlServer.code(refused)).isEqualTo("invalid_value");
        assertThat(hub.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub=xy", "gguf=maybe", "sort=best", "limit=0", "limit=101", "x=1"})
    void parameters_that_make_no_sense_are_refused(String parameter) throws Exception {
        assertThat(server.get("/api/v1/hub/search?" + parameter, key).statusCode())
                .isEqualTo(400);
    }

    @Test
    void what_is_not_there_is_not_found() throws Exception {
        assertThat(server.get(MODELS + "/nothing", key).statusCode()).isEqualTo(404);
        assertThat(server.call("DELETE", MODELS + "/nothing", key, "").statusCode())
                .isEqualTo(404);
    }
}
