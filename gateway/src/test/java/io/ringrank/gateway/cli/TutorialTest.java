// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringrank.gateway.app.Assembly;
import io.ringrank.gateway.app.RunningServer;
import io.ringrank.gateway.auth.ApiKeyFile;
import io.ringrank.gateway.config.ConfigLoader;
import io.ringrank.gateway.config.RingrankConfig;
import io.ringrank.gateway.hub.TestHub;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Hugging Face to scores and back by the command line, with a real server and a real engine. */
class TutorialTest {

    private static final String NAME = "bge-reranker-v2-m3";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    private int run(String line) {
        out.reset();
        err.reset();
        CliContext context = new CliContext(environment, null,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Cli(context, new FakeServer(), List.of()).run(line.split(" "));
    }

    private String output(String line) {
        assertThat(run(line)).as(line + ": " + err()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void finds_a_model_deploys_it_makes_a_key_and_ranks_with_it() throws Exception {
        try (TestHub hub = TestHub.withBge(); RunningServer server = start(hub)) {
            environment.put("RINGRANK_SERVER", server.baseUri().toString());
            String admin = Files.readString(new ApiKeyFile(directory).initialKey()).strip();
            environment.put("RINGRANK_API_KEY", admin);

            assertThat(output("models search bge")).contains(TestHub.BGE);
            assertThat(output("models files hf:" + TestHub.BGE)).contains("Q8_0");
            assertThat(output("deploy hf:" + TestHub.BGE + " --wait"))
                    .startsWith(NAME + " running");
            assertThat(err()).contains("Q8_0");
            assertThat(output("ps")).contains(NAME, "running");
            assertThat(output("models list")).contains(TestHub.BGE);

            environment.put("RINGRANK_API_KEY", output("keys create --name search").strip());
            String ranked = output("rerank --model " + NAME + " --query panda bear hi");
            assertThat(ranked.lines()).hasSize(3);
            assertThat(run("stop " + NAME)).as("its key may not").isEqualTo(1);

            String key = environment.put("RINGRANK_API_KEY", admin);
            output("stop " + NAME);
            assertThat(output("ps")).contains(NAME).contains("stopped");
            assertThat(run("rerank --model " + NAME + " --query panda bear")).isEqualTo(1);
            assertThat(err()).contains("503", "it is stopped");
            output("start " + NAME);
            output("keys revoke " + key.substring(3, 13));
            environment.put("RINGRANK_API_KEY", key);
            assertThat(run("rerank --model builtin --query panda bear")).isEqualTo(1);
            assertThat(err()).contains("401");

            environment.put("RINGRANK_API_KEY", admin);
            output("undeploy " + NAME);
            assertThat(output("ps")).doesNotContain(NAME);
        }
    }

    private RunningServer start(TestHub hub) throws Exception {
        RingrankConfig config = new ConfigLoader(Map.of()).load(null, Map.of("server.port", "0",
                "data-dir", directory.toString(), "engine.lanes", "1", "hub.endpoint",
                hub.endpoint().toString(), "hub.allowed-hosts", hub.bytesHost(), "hub.cache-dir",
                directory.resolve("hub").toString())).config();
        RunningServer server = new Assembly().start(config, line -> {});
        server.awaitReady();
        return server;
    }
}
